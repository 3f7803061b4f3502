namespace Registry.Data.Accounts;

/// <summary>A link that lets the owner of an account choose a password, once.</summary>
public sealed class OneTimeLink
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>Whose password it sets.</summary>
    public long UserId { get; init; }

    /// <summary>Whose password it sets.</summary>
    public User? User { get; init; }

    /// <summary>SHA-256 of the secret in the link.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>From when it is no longer accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
