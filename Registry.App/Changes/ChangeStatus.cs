using Registry.Data.Changes;

namespace Registry.App.Changes;

/// <summary>Where one change stands: what the status page shows and what <c>GET /api/v1/changes/{id}</c> answers.</summary>
public sealed record ChangeStatus
{
    public required string Id { get; init; }

    public required ChangeKind Kind { get; init; }

    public required string Crate { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The login of who asked for it; <c>an operator</c>, which is no login, for someone at the command line.</summary>
    public required string RequestedBy { get; init; }

    public required ChangeState State { get; init; }

    /// <summary>The effect of the change is in the sparse index, where cargo sees it.</summary>
    public required bool Usable { get; init; }

    public required IReadOnlyList<StageStatus> Stages { get; init; }

    /// <summary>The id of a later change of the same version that was asked for before this one was applied.</summary>
    public string? SupersededBy { get; init; }

    public required Uri StatusUrl { get; init; }

    /// <summary>What only the page shows.</summary>
    [PageOnly]
    public required ChangeDetails Details { get; init; }

    public StageStatus this[StageName name] => Stages.First(stage => stage.Name == name);

    /// <summary>The same but for when it was read.</summary>
    public bool SaysTheSameAs(ChangeStatus other) =>
        this with { Stages = [], Details = Details with { ReadAt = default } }
            == other with { Stages = [], Details = other.Details with { ReadAt = default } }
        && Stages.SequenceEqual(other.Stages);
}

/// <summary>What the page shows beside the track.</summary>
public sealed record ChangeDetails
{
    /// <summary>The label of the token it was asked for with.</summary>
    public string? TokenName { get; init; }

    /// <summary>SHA-256 of the <c>.crate</c> file, in hexadecimal.</summary>
    public required string Checksum { get; init; }

    /// <summary>Size of the <c>.crate</c> file, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Path of the crate's file within the index.</summary>
    public required string IndexPath { get; init; }

    /// <summary>The version is yanked, as the index shows it now.</summary>
    public required bool Yanked { get; init; }

    /// <summary>The version is deleted, as the index shows it now.</summary>
    public bool Deleted { get; init; }

    /// <summary>Why, in the words of who asked.</summary>
    public string? Message { get; init; }

    /// <summary>Where the change is told as data.</summary>
    public required Uri DataUrl { get; init; }

    /// <summary>That takes a token, as everything does in a private registry.</summary>
    public bool TakesToken { get; init; }

    /// <summary>Request to usable over the last days: half of all changes were at least this fast. Null when there are too few.</summary>
    public TimeSpan? TypicalTime { get; init; }

    /// <summary>Request to usable over the last days: nine in ten changes were at least this fast.</summary>
    public TimeSpan? TypicalTimeNineInTen { get; init; }

    /// <summary>When the database answered, by its own clock: what "now" is for countdowns.</summary>
    public required DateTimeOffset ReadAt { get; init; }
}

/// <summary>One station of a change on its way.</summary>
public sealed record StageStatus
{
    public required StageName Name { get; init; }

    public required StageState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Attempts that were started, the running one included. 0 for stages that are not jobs.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last attempt failed, or why there is none any more; null once the stage is done.</summary>
    public string? LastError { get; init; }

    /// <summary>When the next attempt is due, while one is waited for after a failure.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>How many jobs are ahead in the queue; 0 is next. Only of a waiting stage whose job exists.</summary>
    public int? Position { get; init; }

    /// <summary>The commit in the git index. Only of <see cref="StageName.GitIndex"/>.</summary>
    public string? Commit { get; init; }

    /// <summary>Who runs it. Only while running.</summary>
    [PageOnly]
    public string? Worker { get; init; }

    /// <summary>The unfinished job that it waits for.</summary>
    [PageOnly]
    public long? JobId { get; init; }

    /// <summary>What keeps it waiting until the operators do something; null when it goes on by itself.</summary>
    [PageOnly]
    public Hold? Hold { get; init; }

    /// <summary>Why nobody goes on with it. Only while failed.</summary>
    [PageOnly]
    public StageStop? Stop { get; init; }
}

/// <summary>The stations in the order of the way.</summary>
public enum StageName
{
    Received,
    Stored,
    Queued,
    SparseIndex,
    GitIndex,
    Verified,
}

public enum StageState
{
    Waiting,
    Running,
    Done,
    Failed,
    Skipped,
}

/// <summary>Where a change stands as a whole. A change that waits for its next try is waiting, with a reason.</summary>
public enum ChangeState
{
    Staged,
    Waiting,
    Running,
    Done,
    Failed,
}
