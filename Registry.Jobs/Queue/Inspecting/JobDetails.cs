namespace Registry.Jobs.Queue;

/// <summary>An unfinished job as it stands.</summary>
public sealed record JobDetails
{
    /// <summary>Its row.</summary>
    public required long Id { get; init; }

    /// <summary>The name of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Attempts that failed so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it is due.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? LastError { get; init; }

    /// <summary>Who runs it now; null when nobody does.</summary>
    public string? Worker { get; init; }

    /// <summary>Since when it is run; null when nobody runs it.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>How many jobs of its queue are ahead of it, at most 1000; null while it runs.</summary>
    public int? Position { get; init; }

    /// <summary>It is not due yet.</summary>
    public required bool IsDelayed { get; init; }
}

/// <summary>A finished attempt.</summary>
/// <param name="Kind">The name of the job's kind.</param>
/// <param name="Attempt">Which attempt at its job it was, from 1.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Worker">Who made it.</param>
/// <param name="Succeeded">The job was done.</param>
/// <param name="Error">Why it failed.</param>
public sealed record JobAttempt(
    string Kind, int Attempt, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string Worker, bool Succeeded, string? Error);
