using Registry.App.Changes;
using Registry.Data.Changes;

namespace Registry.App.Tests.Changes;

/// <summary>Changes as the database could tell them, at each step of their way.</summary>
internal static class Sample
{
    public const string Id = "pub_7f3k2m9q";

    public static readonly DateTimeOffset Requested = new(2026, 3, 2, 10, 42, 7, 120, TimeSpan.Zero);

    /// <summary>A publish that has just been accepted, and waits with nobody ahead of it.</summary>
    public static ChangeStatus Waiting(ChangeKind kind = ChangeKind.Publish, int? position = 0) => new()
    {
        Id = Id,
        Kind = kind,
        Crate = "tide-tables",
        Version = "0.4.2",
        RequestedAt = Requested,
        RequestedBy = "ada",
        State = ChangeState.Waiting,
        Usable = false,
        Stages =
        [
            Done(StageName.Received, 0, 0.01),
            Done(StageName.Stored, 0.01, 0.04),
            new() { Name = StageName.Queued, State = StageState.Waiting, StartedAt = After(0.04), Position = position },
            new() { Name = StageName.SparseIndex, State = StageState.Waiting },
            new() { Name = StageName.GitIndex, State = StageState.Waiting },
            new() { Name = StageName.Verified, State = StageState.Waiting },
        ],
        StatusUrl = new($"http://localhost/changes/{Id}"),
        Details = new()
        {
            TokenName = "laptop",
            Checksum = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
            Size = 49_357,
            IndexPath = "ti/de/tide-tables",
            DataUrl = new($"http://localhost/api/v1/changes/{Id}"),
            Yanked = kind == ChangeKind.Unyank,
            TypicalTime = TimeSpan.FromSeconds(3),
            TypicalTimeNineInTen = TimeSpan.FromSeconds(8),
            ReadAt = After(1),
        },
    };

    public static ChangeStatus Staged(ChangeKind kind = ChangeKind.Publish) =>
        (Waiting(kind) with { State = ChangeState.Staged })
            .With(StageName.Queued, stage => stage with { StartedAt = null, Position = null });

    public static ChangeStatus Running(ChangeKind kind = ChangeKind.Publish, int attempt = 1, string? lastError = null) =>
        (Waiting(kind) with { State = ChangeState.Running })
            .At(5.5)
            .With(Done(StageName.Queued, 0.04, 1.44))
            .With(StageName.SparseIndex, stage => stage with
            {
                State = StageState.Running,
                StartedAt = After(3),
                Attempts = attempt,
                LastError = lastError,
                Worker = "worker-1",
            });

    /// <summary>An attempt at the sparse index has failed at 10:42:11; the next one comes 48 s after <see cref="ChangeDetails.ReadAt"/>.</summary>
    public static ChangeStatus Retrying(ChangeKind kind = ChangeKind.Publish, int attempts = 2, string error = "disk full") =>
        Waiting(kind)
            .At(4)
            .With(Done(StageName.Queued, 0.04, 1.44))
            .With(StageName.SparseIndex, stage => stage with
            {
                StartedAt = After(1.44),
                Attempts = attempts,
                LastError = error,
                NextAttemptAt = After(52),
            });

    public static ChangeStatus Usable(ChangeKind kind = ChangeKind.Publish)
    {
        var running = (Running(kind) with { Usable = true }).At(6).With(Done(StageName.SparseIndex, 3, 3.4) with { Attempts = 1 });
        return running with { Details = running.Details with { Yanked = kind == ChangeKind.Yank } };
    }

    public static ChangeStatus GitRetrying(ChangeKind kind = ChangeKind.Publish, string error = "push rejected: the remote index moved") =>
        (Usable(kind) with { State = ChangeState.Waiting }).With(StageName.GitIndex, stage => stage with
        {
            StartedAt = After(4),
            Attempts = 3,
            LastError = error,
            NextAttemptAt = After(54),
        });

    public static ChangeStatus AllDone(ChangeKind kind = ChangeKind.Publish) =>
        (Usable(kind) with { State = ChangeState.Done })
            .With(Done(StageName.GitIndex, 4, 4.6) with { Attempts = 1, Commit = "3f786850e387550fdab836ed7e6dc881de23001b" })
            .With(Done(StageName.Verified, 4.7, 4.9));

    public static ChangeStatus DoneWithoutGit() =>
        AllDone().With(StageName.GitIndex, _ => new() { Name = StageName.GitIndex, State = StageState.Skipped });

    /// <summary>A person has given up on it before cargo could see it.</summary>
    public static ChangeStatus Failed(ChangeKind kind = ChangeKind.Publish) =>
        (Retrying(kind, 5) with { State = ChangeState.Failed })
            .With(StageName.SparseIndex, Stopped);

    public static ChangeStatus GitFailed() =>
        (GitRetrying() with { State = ChangeState.Failed })
            .With(StageName.GitIndex, Stopped);

    public static ChangeStatus Superseded(ChangeKind kind = ChangeKind.Yank) =>
        (Waiting(kind) with { State = ChangeState.Done, SupersededBy = "pub_later" })
            .With(StageName.Queued, stage => stage with { State = StageState.Done, FinishedAt = After(2), Position = null })
            .With(StageName.SparseIndex, stage => stage with { State = StageState.Skipped })
            .With(StageName.GitIndex, stage => stage with { State = StageState.Skipped })
            .With(StageName.Verified, stage => stage with { State = StageState.Skipped });

    /// <summary>The same, with no worker connected.</summary>
    public static ChangeStatus WithoutWorkers(ChangeStatus change) => Held(change, Hold.NoWorker);

    /// <summary>The same, with all queues paused.</summary>
    public static ChangeStatus Paused(ChangeStatus change) => Held(change, Hold.Paused("the disk is changed."));

    /// <summary>The publish of that name, for theories: what they are given has to be written down.</summary>
    public static ChangeStatus Named(string name) => name switch
    {
        nameof(Staged) => Staged(),
        nameof(Waiting) => Waiting(),
        nameof(Paused) => Paused(Waiting()),
        nameof(Running) => Running(),
        nameof(Retrying) => Retrying(),
        nameof(Usable) => Usable(),
        nameof(GitRetrying) => GitRetrying(),
        nameof(AllDone) => AllDone(),
        nameof(DoneWithoutGit) => DoneWithoutGit(),
        nameof(Failed) => Failed(),
        nameof(GitFailed) => GitFailed(),
        nameof(Superseded) => Superseded(ChangeKind.Publish),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such sample."),
    };

    public static DateTimeOffset After(double seconds) => Requested.AddSeconds(seconds);

    public static ChangeStatus At(this ChangeStatus change, double seconds) =>
        change with { Details = change.Details with { ReadAt = After(seconds) } };

    public static ChangeStatus With(this ChangeStatus change, StageName name, Func<StageStatus, StageStatus> edit) =>
        change with { Stages = [.. change.Stages.Select(stage => stage.Name == name ? edit(stage) : stage)] };

    private static StageStatus Stopped(StageStatus stage)
    {
        var stop = new StageStop(stage.Name, "not before the audit", After(60), stage.Attempts, stage.LastError);
        return stage with { State = StageState.Failed, NextAttemptAt = null, LastError = stop.InWords, Stop = stop };
    }

    private static ChangeStatus Held(ChangeStatus change, Hold hold) => change with
    {
        Stages = [.. change.Stages.Select(stage => stage with { Hold = stage.State == StageState.Waiting ? hold : null })],
    };

    private static ChangeStatus With(this ChangeStatus change, StageStatus replacement) => change.With(replacement.Name, _ => replacement);

    private static StageStatus Done(StageName name, double from, double to) =>
        new() { Name = name, State = StageState.Done, StartedAt = After(from), FinishedAt = After(to) };
}
