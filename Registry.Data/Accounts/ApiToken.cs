namespace Registry.Data.Accounts;

/// <summary>A token cargo authenticates with. The token itself is shown once and not kept.</summary>
public sealed class ApiToken
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>Whom it stands for.</summary>
    public long UserId { get; init; }

    /// <summary>Whom it stands for.</summary>
    public User? User { get; init; }

    /// <summary>The label its owner gave it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token. The token is long and random, so a fast hash without salt cannot be guessed.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What it may do; empty for everything its owner may.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>The crates it may touch, as names or prefixes ending in <c>*</c>; empty for all.</summary>
    public string[] CratePatterns { get; init; } = [];

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was used last, to about a minute; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>From when it is no longer accepted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Since when it is no longer accepted because someone said so.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}
