using Registry.App.Changes;

namespace Registry.App.Admin.Index;

/// <summary>How both projections of the index stand, and what people had done to them last.</summary>
public sealed record IndexState
{
    /// <summary>When it was read, by the database's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Crates that the sparse index shows.</summary>
    public required long SparseCrates { get; init; }

    /// <summary>When a file of it was last written; null before the first.</summary>
    public DateTimeOffset? SparseChangedAt { get; init; }

    /// <summary>The git index; null when there is none.</summary>
    public GitState? Git { get; init; }

    /// <summary>Verify, repair, pack and squash.</summary>
    public required IReadOnlyList<UpkeepState> Upkeep { get; init; }
}

/// <summary>How the git index stands.</summary>
/// <param name="Branch">Its branch.</param>
/// <param name="Remote">Where it is, without what one signs in with; null for the data directory.</param>
public sealed record GitState(string Branch, string? Remote)
{
    /// <summary>The head of the branch.</summary>
    public string? Commit { get; init; }

    /// <summary>When that was made.</summary>
    public DateTimeOffset? CommittedAt { get; init; }

    /// <summary>Whether the head was read just now; otherwise it is the last one that a job has recorded.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Why it cannot be read; null when it can, or is on another machine.</summary>
    public string? Problem { get; init; }
}

/// <summary>What can be done to the index.</summary>
public enum UpkeepTask
{
    /// <summary>Compare it with the database.</summary>
    Verify,

    /// <summary>Compare it, and mend what differs.</summary>
    Repair,

    /// <summary>Pack the git index.</summary>
    Gc,

    /// <summary>Collapse the history of the git index.</summary>
    Squash,
}

/// <summary>How one of these stands.</summary>
/// <param name="Task">Which.</param>
public sealed record UpkeepState(UpkeepTask Task)
{
    /// <summary>The unfinished job; null when nothing is asked for.</summary>
    public UpkeepJob? Job { get; init; }

    /// <summary>What came of it last, or what has come of it so far; null when it was never done.</summary>
    public UpkeepRun? Run { get; init; }
}

/// <summary>A job that is not done.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Word">How it stands, in a word.</param>
/// <param name="LastError">Why it failed last.</param>
/// <param name="Hold">What keeps its queue from going on, while that is what it waits for.</param>
public sealed record UpkeepJob(long Id, string Word, string? LastError, QueueHold? Hold = null);

/// <summary>A run, over or not.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Node">Where.</param>
/// <param name="Outcome">How it ended: <c>healthy</c>, <c>unhealthy</c>, <c>unknown</c>, <c>failed</c> or <c>stopped</c>.</param>
/// <param name="Error">Why it failed.</param>
public sealed record UpkeepRun(DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Node, string? Outcome, string? Error)
{
    /// <summary>Who asked for it.</summary>
    public string? RequestedBy { get; init; }

    /// <summary>How far it is; null once it is over.</summary>
    public UpkeepProgress? Progress { get; init; }

    /// <summary>What came of it, in words.</summary>
    public string? Sentence { get; init; }

    /// <summary>What differs, in words.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}

/// <summary>How far a run is.</summary>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="Done">Crates that were looked at.</param>
/// <param name="Total">Crates that there are; null where there is nothing to count.</param>
public sealed record UpkeepProgress(string Phase, long? Done = null, long? Total = null);
