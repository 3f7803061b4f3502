namespace Registry.Data.Accounts;

/// <summary>Another rate limit for a user than for everybody else, set by an admin.</summary>
public sealed class RateLimitOverride
{
    /// <summary>Whom it is for.</summary>
    public long UserId { get; init; }

    /// <summary>What is limited.</summary>
    public required string Action { get; init; }

    /// <summary>How often at once; 0 for as often as they like.</summary>
    public required int Burst { get; init; }

    /// <summary>How long it takes until they may once more; null as for everybody else.</summary>
    public double? SecondsPerToken { get; init; }

    /// <summary>From when it is as for everybody else again; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was set.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
