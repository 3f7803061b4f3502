namespace Registry.App.Changes;

/// <summary>One stop of the track as a person reads it.</summary>
public sealed record Station(string Title, StationState State, string Text)
{
    /// <summary>When it was reached.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long that was after the request.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Since when it has been going on.</summary>
    public DateTimeOffset? Since { get; init; }

    public string? Commit { get; init; }

    /// <summary>The stage whose failed attempts are told here.</summary>
    public StageStatus? Trouble { get; init; }
}

public enum StationState
{
    /// <summary>Not reached: what comes before it is not over.</summary>
    Ahead,

    /// <summary>Its turn comes next.</summary>
    Waiting,
    Running,
    Retrying,
    Stopped,
    Done,
    Skipped,
}
