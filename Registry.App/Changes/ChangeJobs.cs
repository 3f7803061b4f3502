using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>A change as it stands.</summary>
/// <param name="Change">Its row.</param>
/// <param name="Jobs">The unfinished jobs of its crate.</param>
/// <param name="Stop">That nobody goes on with it; null as long as somebody does, or nothing is left to do.</param>
internal sealed record ChangeReading(IndexChange Change, IReadOnlyList<JobDetails> Jobs, StageStop? Stop);

/// <summary>Reads the row of a change, the jobs of its crate, and whether one of them is missing.</summary>
internal sealed class ChangeJobs(JobInspector inspector)
{
    /// <summary>Among which the one that failed last is looked for.</summary>
    private const int LastAttempts = 10;

    /// <returns>Null when there is no such change.</returns>
    public async Task<ChangeReading?> ReadAsync(RegistryDbContext db, string changeId, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var change = await FindAsync(db, changeId, cancellationToken);
        while (change is not null)
        {
            var jobs = await inspector.JobsOfAsync(connection, IndexJobs.KeyOf(change.CrateId), cancellationToken);
            if (StageStop.WithoutJob(change, jobs) is not { } stage)
                return new(change, jobs, null);

            // The jobs are read after the row, so one that ended in between is missed; the row tells, when it is read once more.
            change = await FindAsync(db, changeId, cancellationToken);
            if (change is not null && StageStop.WithoutJob(change, jobs) == stage)
                return new(change, jobs, await WhyAsync(connection, change, stage, cancellationToken));
        }

        return null;
    }

    private static Task<IndexChange?> FindAsync(RegistryDbContext db, string changeId, CancellationToken cancellationToken) => db.Changes.AsNoTracking()
        .Include(change => change.Crate)
        .Include(change => change.Version)
        .Include(change => change.RequestedBy)
        .Include(change => change.Token)
        .SingleOrDefaultAsync(change => change.PublicId == changeId, cancellationToken);

    private async Task<StageStop> WhyAsync(NpgsqlConnection connection, IndexChange change, StageName stage, CancellationToken cancellationToken)
    {
        var key = IndexJobs.KeyOf(change.CrateId);
        var kinds = StageStop.KindsOf(change, stage);
        var since = IndexJobStops.JobsSince(change.RequestedAt);
        var discard = await inspector.FindStopAsync(connection, kinds, change.CrateId, change.RequestedAt, cancellationToken);
        var attempts = await inspector.AttemptsOfAsync(connection, kinds, key, since, LastAttempts, cancellationToken);
        var attempt = attempts.FirstOrDefault(attempt =>
            attempt.Outcome is AttemptOutcome.Failed or AttemptOutcome.Lost && attempt.JobId == (discard?.JobId ?? attempt.JobId));
        return new StageStop(stage, discard?.Reason, discard?.At, attempt?.Attempt ?? 0, attempt?.Error);
    }
}
