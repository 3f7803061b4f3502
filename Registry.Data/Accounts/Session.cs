namespace Registry.Data.Accounts;

/// <summary>A browser that is signed in. Its cookie holds no more than the key, so that a session ends when its row does.</summary>
public sealed class Session
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>Who is signed in.</summary>
    public long UserId { get; init; }

    /// <summary>Who is signed in.</summary>
    public User? User { get; init; }

    /// <summary>SHA-256 of what the cookie holds.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What the framework keeps of a session, encrypted.</summary>
    public required byte[] Ticket { get; set; }

    /// <summary>Which browser it is, in its own words.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The address it came from when it signed in.</summary>
    public string? Address { get; init; }

    /// <summary>When it signed in.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was used last, to about a minute.</summary>
    public required DateTimeOffset LastUsedAt { get; set; }

    /// <summary>From when it is no longer accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }
}
