using Registry.Data.Crates;

namespace Registry.App.Accounts;

/// <summary>What a token may be limited to.</summary>
internal static class TokenScopes
{
    public const string PublishNew = "publish-new";
    public const string PublishUpdate = "publish-update";
    public const string Yank = "yank";
    public const string ChangeOwners = "change-owners";
    public const string Read = "read";

    public static IReadOnlyList<string> All { get; } = [PublishNew, PublishUpdate, Yank, ChangeOwners, Read];

    /// <summary>A pattern is a crate's name, or the beginning of one with <c>*</c> after it.</summary>
    public static bool Matches(string pattern, string crateName)
    {
        var name = CrateName.Canonicalize(crateName);
        var canonical = CrateName.Canonicalize(pattern);
        return canonical.EndsWith('*') ? name.StartsWith(canonical[..^1], StringComparison.Ordinal) : name == canonical;
    }
}
