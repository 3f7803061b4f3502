using System.Globalization;
using Registry.Data.Accounts;

namespace Registry.App.Accounts;

/// <summary>A token as <c>token list</c> prints it.</summary>
internal static class TokenLine
{
    public static string Heading { get; } = Join("ID", "STATE", "CREATED", "USED", "EXPIRES", "SCOPES", "CRATES", "NAME");

    /// <summary>The name comes last: it is the one column with free words in it.</summary>
    public static string Of(ApiToken token, DateTimeOffset now) => Join(
        token.Id.ToString(CultureInfo.InvariantCulture),
        token.RevokedAt is not null ? "revoked" : token.ExpiresAt <= now ? "expired" : "good",
        Day(token.CreatedAt),
        token.LastUsedAt is { } used ? Day(used) : "never",
        token.ExpiresAt is { } expires ? Day(expires) : "never",
        token.Scopes.Length == 0 ? "all" : string.Join(',', token.Scopes),
        token.CratePatterns.Length == 0 ? "all" : string.Join(',', token.CratePatterns),
        token.Name);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Join(params string[] columns) => string.Join('\t', columns.Select(WithoutControls));

    private static string WithoutControls(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
