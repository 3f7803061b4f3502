namespace Registry.Data.Accounts;

/// <summary>
/// How often a user may do something right now: as often as there are tokens in the bucket, which fills up again with time. One that is not
/// there is full.
/// </summary>
public sealed class RateLimitBucket
{
    /// <summary>Whose it is.</summary>
    public long UserId { get; init; }

    /// <summary>What is limited.</summary>
    public required string Action { get; init; }

    /// <summary>How many there were at <see cref="RefilledAt"/>.</summary>
    public required double Tokens { get; init; }

    /// <summary>How many it holds, as of the last time one was taken.</summary>
    public required int Burst { get; init; }

    /// <summary>How long one takes to come back, as of the last time one was taken.</summary>
    public required double SecondsPerToken { get; init; }

    /// <summary>When one was taken last.</summary>
    public required DateTimeOffset RefilledAt { get; init; }
}
