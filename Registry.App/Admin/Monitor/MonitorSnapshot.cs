using Registry.Data.Monitoring;

namespace Registry.App.Admin.Monitor;

/// <summary>How the monitor stands: what its page shows.</summary>
public sealed record MonitorSnapshot
{
    /// <summary>When it was read, by the database's clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The run of all checks that ended last; null before the first.</summary>
    public MonitorTurn? Last { get; init; }

    /// <summary>When the next one is due; null where nothing ticks.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Why the monitor does not run as it should; null when it does.</summary>
    public string? Problem { get; init; }

    /// <summary>The last comparison of the whole index; null before the first.</summary>
    public MonitorTurn? Comparison { get; init; }

    /// <summary>When the next one is due.</summary>
    public required DateTimeOffset NextComparisonAt { get; init; }

    /// <summary>The checks, in the order in which they are made.</summary>
    public required IReadOnlyList<CheckCard> Checks { get; init; }

    /// <summary>What is wrong now, the longest first.</summary>
    public required IReadOnlyList<Incident> Open { get; init; }

    /// <summary>What was wrong, the last first.</summary>
    public required IReadOnlyList<Incident> Past { get; init; }

    /// <summary>The ways by which somebody is paged; none when nobody is.</summary>
    public required IReadOnlyList<string> Channels { get; init; }
}

/// <summary>A run that is over.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="Node">Where.</param>
/// <param name="Outcome">How it ended; null when it did not.</param>
/// <param name="Error">Why it failed.</param>
public sealed record MonitorTurn(DateTimeOffset StartedAt, string Node, string? Outcome, string? Error);

/// <summary>A check, and how it stands.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Limit">What is still right.</param>
/// <param name="State">What came of it last.</param>
public sealed record CheckCard(string Key, string Limit, CheckState State)
{
    /// <summary>Why it could not tell.</summary>
    public string? Error { get; init; }

    /// <summary>What it found.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>How near to the limit it is; null where there is nothing to come near to.</summary>
    public Gauge? Gauge { get; init; }

    /// <summary>The worst of each of the last 24 hours, the newest last.</summary>
    public IReadOnlyList<CheckState> Hours { get; init; } = [];
}

/// <summary>How near to a limit something is.</summary>
/// <param name="Share">Of the limit.</param>
/// <param name="Now">How it is, in words.</param>
/// <param name="Limit">The limit, in words.</param>
public sealed record Gauge(double Share, string Now, string Limit);

/// <summary>What came of a check.</summary>
public enum CheckState
{
    /// <summary>It was not made.</summary>
    NotMade,

    /// <summary>All was well.</summary>
    Healthy,

    /// <summary>It could not tell.</summary>
    Unknown,

    /// <summary>Something was wrong.</summary>
    Unhealthy,
}
