using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Puts the stations of a change together from its row and the unfinished jobs of its crate.</summary>
internal static class ChangeStages
{
    /// <param name="reading">The change and the unfinished jobs of its crate.</param>
    /// <param name="holds">What keeps queues from going on, by queue.</param>
    public static IReadOnlyList<StageStatus> Of(ChangeReading reading, IReadOnlyDictionary<string, Hold> holds) =>
    [
        .. Of(reading.Change, reading.Jobs)
            .Select(stage => reading.Stop is { } stop ? Stopped(stage, stop) : stage)
            .Select(stage => stage with { Hold = HoldOf(stage, holds) }),
    ];

    private static StageStatus[] Of(IndexChange change, IReadOnlyList<JobDetails> jobs)
    {
        var sparse = JobStage(StageName.SparseIndex, change.Sparse, change.RequestedAt, JobOf(jobs, IndexJobs.UpdateSparseIndex));
        return
        [
            Done(StageName.Received, change.ReceivedAt, change.StoredAt ?? change.RequestedAt),
            change.StoredAt is { } storedAt
                ? Done(StageName.Stored, storedAt, change.RequestedAt)
                : new StageStatus { Name = StageName.Stored, State = StageState.Skipped },
            Queued(change, sparse, JobOf(jobs, IndexJobs.UpdateSparseIndex)),
            sparse,
            Git(change, jobs),
            JobStage(StageName.Verified, change.Verified, change.Git.FinishedAt ?? change.Sparse.FinishedAt, LastJobOf(change, jobs)),
        ];
    }

    /// <summary>What waited in the queue does so no longer.</summary>
    private static StageStatus Stopped(StageStatus stage, StageStop stop)
    {
        if (stage.Name == stop.Stage)
            return stage with { State = StageState.Failed, Attempts = stop.Attempts, LastError = stop.InWords, Stop = stop };
        return stage is { Name: StageName.Queued, State: StageState.Waiting }
            ? stage with { State = StageState.Done, FinishedAt = Later(stop.At, stage.StartedAt) }
            : stage;
    }

    private static Hold? HoldOf(StageStatus stage, IReadOnlyDictionary<string, Hold> holds) => stage.State != StageState.Waiting ? null : stage.Name switch
    {
        StageName.Queued or StageName.SparseIndex => holds.GetValueOrDefault(IndexJobs.UpdateSparseIndex.Queue),
        StageName.GitIndex => holds.GetValueOrDefault(IndexJobs.UpdateGitIndex.Queue),
        StageName.Verified => holds.GetValueOrDefault(IndexJobs.VerifyCrate.Queue),
        _ => null,
    };

    /// <summary>The newest one: an older one that still runs may have begun before this change was asked for.</summary>
    private static JobDetails? JobOf(IReadOnlyList<JobDetails> jobs, JobKind kind) => jobs.LastOrDefault(job => job.Kind == kind.Name);

    /// <summary>Before it is looked whether a deleted version is gone, its file is removed.</summary>
    private static JobDetails? LastJobOf(IndexChange change, IReadOnlyList<JobDetails> jobs)
    {
        var removal = change.Version is { DeletedAt: not null, FileRemovedAt: null } ? JobOf(jobs, IndexJobs.RemoveStoredFiles) : null;
        return removal ?? JobOf(jobs, IndexJobs.VerifyCrate);
    }

    private static StageStatus Done(StageName name, DateTimeOffset from, DateTimeOffset to) =>
        new() { Name = name, State = StageState.Done, StartedAt = from, FinishedAt = to };

    /// <summary>Waiting ends when the job is begun for the first time; waiting for another try belongs to the stage that failed.</summary>
    private static StageStatus Queued(IndexChange change, StageStatus sparse, JobDetails? job)
    {
        var firstStart = sparse.StartedAt ?? (job is { Attempts: > 0 } ? job.CreatedAt : null);
        var begun = sparse.State is StageState.Done or StageState.Running || job is { Attempts: > 0 };
        return new StageStatus
        {
            Name = StageName.Queued,
            State = begun ? StageState.Done : StageState.Waiting,
            StartedAt = change.RequestedAt,
            FinishedAt = begun ? Later(firstStart, change.RequestedAt) : null,
            Position = begun ? null : job?.Position,
        };
    }

    private static StageStatus Git(IndexChange change, IReadOnlyList<JobDetails> jobs)
    {
        if (change.GitSkipped)
            return new StageStatus { Name = StageName.GitIndex, State = StageState.Skipped };
        var stage = JobStage(StageName.GitIndex, change.Git, change.Sparse.FinishedAt, JobOf(jobs, IndexJobs.UpdateGitIndex));
        return stage with { Commit = change.GitCommit };
    }

    /// <param name="name">The stage.</param>
    /// <param name="record">What is kept of it once it is over.</param>
    /// <param name="possibleFrom">When the stage before it was over; null while it is not, and then no job of the crate is about this change.</param>
    /// <param name="job">The crate's unfinished job for it.</param>
    private static StageStatus JobStage(StageName name, StageRecord record, DateTimeOffset? possibleFrom, JobDetails? job)
    {
        if (record.FinishedAt is not null)
        {
            return new StageStatus
            {
                Name = name,
                State = StageState.Done,
                StartedAt = Later(record.StartedAt, possibleFrom),
                FinishedAt = record.FinishedAt,
                Attempts = record.Attempts,
            };
        }

        if (possibleFrom is null || job is null)
            return new StageStatus { Name = name, State = StageState.Waiting };
        var running = job.RunningSince is not null;
        return new StageStatus
        {
            Name = name,
            State = running ? StageState.Running : StageState.Waiting,
            StartedAt = running ? Later(job.RunningSince, possibleFrom) : null,
            Attempts = job.Attempts + (running ? 1 : 0),
            LastError = job.LastError,
            NextAttemptAt = !running && job.IsDelayed ? job.RunAt : null,
            Position = job.Position,
            Worker = job.Worker,
            JobId = job.Id,
        };
    }

    /// <summary>A job may have begun before the change it takes along was recorded; time does not run backwards for the reader.</summary>
    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
