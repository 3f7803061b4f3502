namespace Registry.Jobs.Queue;

/// <summary>Where an unfinished job stands.</summary>
public enum JobState
{
    /// <summary>It may be run.</summary>
    Ready,

    /// <summary>A worker runs it.</summary>
    Running,

    /// <summary>It waits for its time, on purpose or after a failure.</summary>
    Scheduled,

    /// <summary>It waits for an earlier job of its ordering key.</summary>
    Blocked,

    /// <summary>It is not tried again, and waits for a person.</summary>
    Dead,
}

/// <summary>An unfinished job as it stands.</summary>
public sealed record JobDetails
{
    /// <summary>Its row.</summary>
    public required long Id { get; init; }

    /// <summary>The name of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The queue it is in.</summary>
    public required string Queue { get; init; }

    /// <summary>What it is about.</summary>
    public string? Key { get; init; }

    /// <summary>Jobs of the same run in order.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>What it is to do, as JSON.</summary>
    public required string Arguments { get; init; }

    /// <summary>Jobs of a higher priority are claimed first.</summary>
    public required short Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>Attempts that were made so far and did not end well.</summary>
    public required int Attempts { get; init; }

    /// <summary>How many of them lost their worker.</summary>
    public required int Losses { get; init; }

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

    /// <summary>How many ready jobs of its queue are ahead of it, at most 1000; null while it runs, and where it was not asked for.</summary>
    public int? Position { get; init; }

    /// <summary>It is not due yet.</summary>
    public bool IsDelayed => State == JobState.Scheduled;
}

/// <summary>How an attempt ended.</summary>
public enum AttemptOutcome
{
    /// <summary>The job is done.</summary>
    Done,

    /// <summary>The handler threw, or took too long.</summary>
    Failed,

    /// <summary>Its worker went away.</summary>
    Lost,

    /// <summary>The handler asked for another time.</summary>
    Postponed,

    /// <summary>The handler saw no sense in another attempt.</summary>
    Stopped,
}

/// <summary>A finished attempt.</summary>
/// <param name="JobId">The job's row.</param>
/// <param name="Kind">The name of the job's kind.</param>
/// <param name="Attempt">Which attempt at its job it was, from 1.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Worker">Who made it; empty when that is not known any more.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Stack">Where it failed.</param>
public sealed record JobAttempt(
    long JobId, string Kind, int Attempt, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string Worker, AttemptOutcome Outcome,
    string? Error, string? Stack)
{
    /// <summary>What the job was about.</summary>
    public string? Key { get; init; }

    /// <summary>The job was done.</summary>
    public bool Succeeded => Outcome == AttemptOutcome.Done;
}

/// <summary>A job that was done.</summary>
/// <param name="Id">Its row, as it was.</param>
/// <param name="Kind">The name of its kind.</param>
/// <param name="Queue">The queue it was in.</param>
/// <param name="Key">What it was about.</param>
/// <param name="Attempt">Which attempt it was done in, from 1.</param>
/// <param name="StartedAt">When that began.</param>
/// <param name="FinishedAt">When it was done.</param>
/// <param name="Worker">Who did it.</param>
public sealed record DoneJob(
    long Id, string Kind, string Queue, string? Key, int Attempt, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string Worker);
