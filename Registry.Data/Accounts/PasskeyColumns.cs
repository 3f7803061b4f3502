namespace Registry.Data.Accounts;

/// <summary>What is kept of a passkey beside what the framework keeps.</summary>
public static class PasskeyColumns
{
    /// <summary>When somebody signed in with it last; null for never.</summary>
    public const string LastUsedAt = nameof(LastUsedAt);
}
