namespace Registry.Data.Monitoring;

/// <summary>One run of the monitor, so that it can be seen whether it runs.</summary>
public sealed class MonitorRun
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>What is run: <c>checks</c>, the <c>comparison</c> of the whole index, or what people ask for: <c>verify</c>, <c>repair</c>, <c>squash</c>, <c>pack</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When the run after this one is due by the schedule. Unique within the kind: of all nodes that tick, one runs. Null for a run that somebody asked for.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>Who ran it.</summary>
    public required string Node { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, and for ever if its process was killed.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>unknown</c> (a check could not tell), <c>failed</c> or <c>stopped</c>; null while it runs.</summary>
    public string? Outcome { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }

    /// <summary>What each check came to, as a JSON array.</summary>
    public string? Results { get; set; }
}
