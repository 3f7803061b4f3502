using System.Globalization;
using System.Text.Json;

namespace Registry.App.Audit;

/// <summary>What somebody did, to a crate, an account, or a job.</summary>
/// <param name="Id">Within the log: a number, or <c>job-</c> and a number for what was done to jobs and queues.</param>
/// <param name="At">When.</param>
/// <param name="Actor">A login, or the account of a machine.</param>
/// <param name="ActorId">The key of the user, if it was one.</param>
/// <param name="Token">The label of the token.</param>
/// <param name="TokenId">The key of the token.</param>
/// <param name="Source"><c>http</c> or <c>cli</c>.</param>
/// <param name="Action">What.</param>
/// <param name="Crate">To which crate.</param>
/// <param name="Version">To which version.</param>
/// <param name="Details">What else is to be known.</param>
public sealed record AuditLine(
    string Id, DateTimeOffset At, string Actor, long? ActorId, string? Token, long? TokenId, string Source, string Action, string? Crate,
    string? Version, IReadOnlyDictionary<string, string> Details)
{
    /// <summary>How it is written as data.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>For a terminal: words that somebody chose cannot break the line.</summary>
    public override string ToString()
    {
        var time = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var with = Token is null ? Actor : $"{Actor} ({Token})";
        var subject = Crate is null ? "-" : Version is null ? Crate : $"{Crate} {Version}";
        var details = string.Join("; ", Details.Select(detail => $"{detail.Key}={detail.Value}"));
        return string.Join('\t', new[] { time, Source, with, Action, subject, details }.Select(OneLine));
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
