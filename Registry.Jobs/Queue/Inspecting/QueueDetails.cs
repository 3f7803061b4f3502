namespace Registry.Jobs.Queue;

/// <summary>A queue as it stands.</summary>
public sealed record QueueDetails
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Jobs that may be run and are not.</summary>
    public required long Ready { get; init; }

    /// <summary>Jobs that are run.</summary>
    public required long Running { get; init; }

    /// <summary>Jobs that wait for their time.</summary>
    public required long Scheduled { get; init; }

    /// <summary>Jobs that wait for an earlier one of their ordering key.</summary>
    public required long Blocked { get; init; }

    /// <summary>Jobs that wait for a person.</summary>
    public required long Dead { get; init; }

    /// <summary>Since when the job that has been ready for longest could have been run; null when there is none.</summary>
    public DateTimeOffset? OldestReadyAt { get; init; }

    /// <summary>When the oldest job that is neither dead nor put off on purpose was added; null when there is none.</summary>
    public DateTimeOffset? OldestUnfinishedAt { get; init; }

    /// <summary>Sessions of workers that are connected.</summary>
    public required int Workers { get; init; }

    /// <summary>Since when it is paused; null when it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Who paused it.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }
}

/// <summary>A queue whose jobs are not begun.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="PausedAt">Since when.</param>
/// <param name="PausedBy">By whom.</param>
/// <param name="Reason">Why.</param>
public sealed record QueuePause(string Queue, DateTimeOffset PausedAt, string PausedBy, string Reason);

/// <summary>How many jobs of a kind are in a state.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The name of the kind.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many there are.</param>
/// <param name="OldestAt">Since when the oldest of them waits.</param>
/// <param name="Tried">How many of them have attempts behind them.</param>
public sealed record JobCount(string Queue, string Kind, JobState State, long Count, DateTimeOffset OldestAt, long Tried);

/// <summary>Jobs of a kind that are in a state, one by one.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Ids">Which.</param>
public sealed record MatchingJobs(JobCount Count, IReadOnlyList<long> Ids);

/// <summary>A session of a worker that is connected.</summary>
/// <param name="Worker">Its process.</param>
/// <param name="Queue">The queue it works on.</param>
/// <param name="ConnectedSince">Since when.</param>
/// <param name="RunningSince">Since when it runs jobs; null when it is idle.</param>
/// <param name="Address">Where it connects from; null for a local socket.</param>
public sealed record WorkerDetails(
    string Worker, string Queue, DateTimeOffset ConnectedSince, DateTimeOffset? RunningSince, string? Address);

/// <summary>What somebody did to a job or a queue.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What: retry, postpone, stop, discard, restore, pause or resume.</param>
/// <param name="Queue">The queue.</param>
/// <param name="JobId">The job; null for a queue as a whole.</param>
/// <param name="Kind">The job's kind.</param>
/// <param name="Key">What the job was about.</param>
/// <param name="Arguments">What a discarded job was to do.</param>
/// <param name="Reason">Why.</param>
public sealed record JobAction(
    DateTimeOffset At, string Actor, string Action, string Queue, long? JobId, string? Kind, string? Key, string? Arguments, string? Reason);
