namespace Registry.Jobs.Queue;

/// <summary>Which jobs are meant. What is null does not matter.</summary>
public sealed record JobFilter
{
    /// <summary>Jobs with these rows.</summary>
    public IReadOnlyCollection<long>? Ids { get; init; }

    /// <summary>Jobs of this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Jobs of this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Jobs of this key.</summary>
    public string? Key { get; init; }

    /// <summary>Jobs in this state.</summary>
    public JobState? State { get; init; }

    /// <summary>Jobs whose last error contains this, in any case.</summary>
    public string? Error { get; init; }

    /// <summary>Jobs with at least so many attempts behind them.</summary>
    public int? MinAttempts { get; init; }

    /// <summary>Jobs with at most so many attempts behind them.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Jobs whose last error is of this kind, as <see cref="ErrorGroup.Error"/> has it.</summary>
    public string? FoldedError { get; init; }

    /// <summary>Jobs that were added before this.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Jobs that were added after this.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Jobs that this worker runs: a process, or one of its queues as in <see cref="JobDetails.Worker"/>.</summary>
    public string? Worker { get; init; }

    /// <summary>Jobs with this id or a lower one: those that were there when somebody looked.</summary>
    public long? MaxId { get; init; }

    /// <summary>
    /// When something is done to jobs, and it would be done to more than this, it is done to none (<see cref="MoreJobsException"/>). It does not
    /// matter when they are looked at.
    /// </summary>
    public int? AtMost { get; init; }
}
