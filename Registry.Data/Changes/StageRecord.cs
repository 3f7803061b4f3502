namespace Registry.Data.Changes;

/// <summary>What is kept of a stage once it is over.</summary>
public sealed record StageRecord
{
    /// <summary>When the attempt that succeeded began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done; null while it is not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; init; }
}
