using Registry.App.Changes;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>All there is to know of one job, also when it is done.</summary>
public sealed record JobReport
{
    public required long Id { get; init; }

    /// <summary>Null when it is done or was discarded.</summary>
    public JobRow? Row { get; init; }

    public required string Kind { get; init; }

    public string? Crate { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<JobAttempt> Attempts { get; init; }

    /// <summary>The last attempts at other jobs of the same key, the newest first.</summary>
    public IReadOnlyList<JobAttempt> History { get; init; } = [];

    /// <summary>What people did to it, the newest first.</summary>
    public required IReadOnlyList<JobAction> Actions { get; init; }

    /// <summary>What keeps its queue from going on, while that is what it waits for; null when nothing does.</summary>
    public QueueHold? Hold { get; init; }

    /// <summary>Changes of its crate, the newest first.</summary>
    public required IReadOnlyList<ChangeOfCrate> Changes { get; init; }

    public required DateTimeOffset ReadAt { get; init; }

    public bool IsDone => Row is null && Attempts is [{ Succeeded: true }, ..];

    /// <summary>As JSON; null when it is not known any more.</summary>
    public string? Arguments => Row?.Job.Arguments ?? Actions.FirstOrDefault(action => action.Arguments is not null)?.Arguments;
}

/// <summary>A change that a job works for.</summary>
public sealed record ChangeOfCrate(string Id, string Kind, string Version, DateTimeOffset RequestedAt, bool Unfinished);
