namespace Registry.App.Accounts;

/// <summary>What a login may be: it stands in addresses and in cargo's output.</summary>
internal static class LoginRules
{
    public const int MaxLength = 39;
    public const string Characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    /// <summary>For pages.</summary>
    public static string Hint => $"1 to {MaxLength} letters from a to z, digits, - and _.";

    public static string Sentence => $"1 to {MaxLength} ASCII letters, digits, `-` and `_`";

    public static bool IsPossible(string login) => login.Length is > 0 and <= MaxLength && login.All(c => Characters.Contains(c, StringComparison.Ordinal));
}
