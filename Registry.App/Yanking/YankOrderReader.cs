using System.Text.Json;
using Registry.App.Errors;

namespace Registry.App.Yanking;

/// <summary>Reads <c>{"version":{"yanked":true,"yank_message":"…"}}</c>.</summary>
internal static class YankOrderReader
{
    private const int MaxBodyBytes = 16 * 1024;
    private const int MaxMessageLength = 1000;
    private const string Example = "{\"version\":{\"yanked\":true,\"yank_message\":\"it leaks memory\"}}";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <exception cref="RefusedException">It makes no sense.</exception>
    public static async Task<YankOrder> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes)
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"the request is larger than {MaxBodyBytes} bytes");
        try
        {
            var body = await JsonSerializer.DeserializeAsync<Body>(context.Request.Body, Options, context.RequestAborted);
            return Checked(body?.Version ?? throw Invalid($"say what is to become of the version, as in {Example}"));
        }
        catch (JsonException fault)
        {
            throw Invalid($"the request is not JSON such as {Example}", fault);
        }
    }

    private static YankOrder Checked(VersionBody version)
    {
        var message = version.YankMessage?.Trim();
        if (version.Yanked is null && message is null)
            throw Invalid($"say what is to become of the version, as in {Example}");
        if (version.Yanked == false && message is not null)
            throw Invalid("a version that is not yanked has no yank message; leave it out to unyank");
        if (message?.Length > MaxMessageLength)
            throw Invalid($"the yank message is {message.Length} characters long; at most {MaxMessageLength} are allowed");
        if (message?.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) == true)
            throw Invalid("the yank message contains a control character");
        return new YankOrder(version.Yanked, message);
    }

    private static RefusedException Invalid(string detail, Exception? cause = null) => new(StatusCodes.Status400BadRequest, detail, cause);

    /// <summary>The whole of it.</summary>
    internal sealed record Body(VersionBody? Version);

    /// <summary>What is to become of the version.</summary>
    internal sealed record VersionBody(bool? Yanked, string? YankMessage);
}
