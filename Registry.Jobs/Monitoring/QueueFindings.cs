namespace Registry.Jobs.Monitoring;

/// <summary>The jobs of a queue that are too old, and the oldest of them.</summary>
internal sealed record OldJobsOfQueue(string Queue, long Count, long Id, string Kind, string? JobKey, TimeSpan Age, int Attempts)
{
    public string? LastError { get; init; }

    /// <summary>Who runs the oldest; null when nobody does.</summary>
    public string? Worker { get; init; }

    public TimeSpan? RunningFor { get; init; }
}

/// <summary>How a queue stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Due">Jobs whose time has come and that nobody runs.</param>
/// <param name="Waiting">All jobs that nobody runs, but for dead ones.</param>
/// <param name="DueFor">For how long the oldest of those that are due has been.</param>
/// <param name="Workers">Sessions of workers.</param>
internal sealed record QueueState(string Name, long Due, long Waiting, TimeSpan? DueFor, int Workers)
{
    /// <summary>For how long it has been paused; null when it is not.</summary>
    public TimeSpan? PausedFor { get; init; }

    public string? PausedBy { get; init; }

    public string? PauseReason { get; init; }
}

/// <summary>The jobs of a kind that have failed too often, or were given up.</summary>
internal sealed record FailingKind(string Kind, long Count, int MostAttempts, string? LastError);

/// <summary>The ordering keys of a queue that are blocked, and the one that has been for longest.</summary>
internal sealed record BlockedKeys(string Queue, long Count, string OrderingKey, long Waiting, TimeSpan Waited)
{
    public required string HeadKind { get; init; }

    public required long HeadId { get; init; }

    public required int HeadAttempts { get; init; }

    public string? LastError { get; init; }
}
