namespace Registry.Jobs.Monitoring.Running;

/// <summary>What this process knows of the monitor's schedule. A process without one, such as the verb <c>monitor</c>, knows nothing.</summary>
internal sealed class MonitorClock
{
    /// <summary>How late a run may be: nodes tick at the same moment, but their clocks differ, and a run takes a while.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset? _firstDueAt;
    private string? _lastError;

    /// <summary>When this process was first to tick; null while it has no schedule.</summary>
    public DateTimeOffset? FirstDueAt
    {
        get
        {
            lock (_lock)
                return _firstDueAt;
        }
    }

    /// <summary>Why the last tick of this process failed; null after one that did not.</summary>
    public string? LastError
    {
        get
        {
            lock (_lock)
                return _lastError;
        }
    }

    public void Started(DateTimeOffset firstDueAt)
    {
        lock (_lock)
            _firstDueAt = firstDueAt;
    }

    public void Ticked(string? error)
    {
        lock (_lock)
            _lastError = error;
    }

    /// <summary>The moment at which a run was due, and none was made, while this process was there to make it; null when none was missed.</summary>
    /// <param name="dueAt">When the next run was due after the last one; null when there was none.</param>
    /// <param name="now">The moment to judge.</param>
    public DateTimeOffset? MissedSince(DateTimeOffset? dueAt, DateTimeOffset now)
    {
        // What was due before this process was started, it cannot have missed: then nobody may have been there at all.
        if (FirstDueAt is not { } first)
            return null;
        var due = dueAt > first ? dueAt.Value : first;
        return due + Tolerance < now ? due : null;
    }
}
