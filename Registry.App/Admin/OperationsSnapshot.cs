using Registry.App.Admin.Jobs;
using Registry.App.Changes;
using Registry.Data.Monitoring;
using Registry.Jobs.Queue;

namespace Registry.App.Admin;

/// <summary>How the registry does right now: what the overview and the head of the jobs list show.</summary>
public sealed record OperationsSnapshot
{
    /// <summary>When it was read, by the database's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>How many jobs there are.</summary>
    public required IReadOnlyList<JobCount> Counts { get; init; }

    /// <summary>The queues.</summary>
    public required IReadOnlyList<QueueDetails> Queues { get; init; }

    /// <summary>The sessions of workers.</summary>
    public required IReadOnlyList<WorkerDetails> Workers { get; init; }

    /// <summary>Jobs that run, some of them.</summary>
    public required IReadOnlyList<JobRow> Running { get; init; }

    /// <summary>What the monitor has found and is not over.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>The most frequent reasons for which jobs fail.</summary>
    public required IReadOnlyList<ErrorGroup> Failures { get; init; }

    /// <summary>Over time.</summary>
    public required OperationsFigures Figures { get; init; }

    /// <summary>How old a job may be before somebody is paged.</summary>
    public required TimeSpan PagingLimit { get; init; }

    /// <summary>How long the oldest job waits that nobody has put off; null when there is none.</summary>
    public TimeSpan? OldestWaiting =>
        Queues.Where(queue => queue.PausedAt is null).Min(queue => queue.OldestUnfinishedAt) is { } oldest ? ReadAt - oldest : null;

    /// <summary>What a session of a worker runs; null when it is idle, or it is not among <see cref="Running"/>.</summary>
    public JobRow? RunningOn(WorkerDetails worker) =>
        Running.FirstOrDefault(row => row.Job.Worker == $"{worker.Worker}/{worker.Queue}" && row.Job.RunningSince == worker.RunningSince);

    /// <summary>Queues in which jobs are due and nobody is there to run them.</summary>
    public IEnumerable<QueueDetails> Deserted => Queues.Where(queue => queue is { Workers: 0, Ready: > 0, PausedAt: null });

    /// <summary>What keeps the queues of jobs of some kinds from going on.</summary>
    public IEnumerable<QueueHold> HoldsOf(IEnumerable<string> kinds)
    {
        var queues = Counts.Where(count => kinds.Contains(count.Kind)).Select(count => count.Queue).ToHashSet();
        return Queues.Where(queue => queues.Contains(queue.Name)).Select(QueueHold.Of).OfType<QueueHold>();
    }

    /// <summary>
    /// Jobs that take longer than usual to bring to cargo what was accepted, as <see cref="JobQuery.Late"/> finds them. None while their queue is
    /// paused or has no worker, which is told as such.
    /// </summary>
    public long Late { get; init; }

    /// <summary>Jobs that wait for a person.</summary>
    public long Stopped => Counts.Where(count => count.State == JobState.Dead).Sum(count => count.Count);

    /// <summary>Nobody has to do anything.</summary>
    public bool IsCalm => Incidents.Count == 0 && Stopped == 0 && Late == 0 && Failures.Count == 0 && !Deserted.Any() && Queues.All(queue => queue.PausedAt is null);
}

/// <summary>What happened in the last hour, in twelve spans, and in the last day, in twenty-four; the newest last.</summary>
public sealed record OperationsFigures
{
    /// <summary>Jobs done in the last hour.</summary>
    public required IReadOnlyList<long> DoneHour { get; init; }

    /// <summary>Attempts failed in the last hour.</summary>
    public required IReadOnlyList<long> FailedHour { get; init; }

    /// <summary>Jobs done in the last day.</summary>
    public required IReadOnlyList<long> DoneDay { get; init; }

    /// <summary>Attempts failed in the last day.</summary>
    public required IReadOnlyList<long> FailedDay { get; init; }

    /// <summary>From the request to usable, the median, hour by hour; 0 where nothing was published.</summary>
    public required IReadOnlyList<double> MedianByHour { get; init; }

    /// <summary>From the request to usable in the last hour, the median; null when nothing was published.</summary>
    public TimeSpan? Median { get; init; }

    /// <summary>From the request to usable in the last hour, nine in ten.</summary>
    public TimeSpan? NineInTen { get; init; }

    /// <summary>From the request to usable in the last day, the median.</summary>
    public TimeSpan? DayMedian { get; init; }

    /// <summary>From the request to usable in the last day, nine in ten.</summary>
    public TimeSpan? DayNineInTen { get; init; }
}
