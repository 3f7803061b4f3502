using System.Globalization;
using Registry.App.Accounts;

namespace Registry.App.Tokens;

/// <summary>What a token may do, in a sentence.</summary>
internal static class TokenWords
{
    /// <summary>Each scope with what it lets a token do.</summary>
    public static IReadOnlyList<(string Scope, string Label, string Words)> Scopes { get; } =
    [
        (TokenScopes.PublishNew, "Publish new crates", "publish new crates"),
        (TokenScopes.PublishUpdate, "Publish new versions of crates that exist", "publish new versions"),
        (TokenScopes.Yank, "Yank and unyank versions", "yank and unyank versions"),
        (TokenScopes.ChangeOwners, "Invite and remove owners", "change owners"),
        (TokenScopes.Read, "Read a private registry", "read"),
    ];

    /// <summary>"It may publish new versions and yank and unyank versions of tide-*, until 1 March 2027."</summary>
    /// <param name="scopes">What it may do; none for everything.</param>
    /// <param name="patterns">To which crates; none for all.</param>
    /// <param name="expiresAt">Until when.</param>
    /// <param name="login">Whose it is, where somebody else reads it.</param>
    public static string Sentence(
        IReadOnlyCollection<string> scopes, IReadOnlyList<string> patterns, DateTimeOffset? expiresAt, string? login = null)
    {
        var deeds = scopes.Count == 0 ? [$"do everything {login ?? "you"} may"] : Scopes.Where(scope => scopes.Contains(scope.Scope)).Select(scope => scope.Words).ToArray();
        var crates = patterns.Count == 0 || patterns.Contains("*") ? "" : $"{(scopes.Count == 0 ? ", but only to" : " of")} {List(patterns)}";
        var end = expiresAt is { } until ? $"until {until.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}" : login is null ? "until you revoke it" : "until it is revoked";
        return $"It may {List(deeds)}{crates}, {end}.";
    }

    private static string List(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}
