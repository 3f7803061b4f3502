using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Hosting;
using Registry.App.SparseIndex;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Index;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Reads where a change stands from its row, the jobs of its crate, and who holds them.</summary>
internal sealed class ChangeStatusReader(
    IDbContextFactory<RegistryDbContext> databases, JobInspector inspector, ChangeLinks links, TypicalTimes typicalTimes,
    QueueHolds queueHolds, SparseIndexMemory index, IOptions<RegistryOptions> options)
{
    /// <summary>Stands for whoever used the command line; no login has a blank.</summary>
    public const string Operator = "an operator";

    /// <summary>Who is told here that a change is usable finds it in the index of this process at once, whatever news are still on their way.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>The status and the key its jobs go by, or null when there is no such change.</summary>
    public async Task<(ChangeStatus Status, string JobKey)?> ReadAsync(string changeId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var change = await db.Changes.AsNoTracking()
            .Include(change => change.Crate)
            .Include(change => change.Version)
            .Include(change => change.RequestedBy)
            .Include(change => change.Token)
            .SingleOrDefaultAsync(change => change.PublicId == changeId, cancellationToken);
        if (change is null)
            return null;

        // The jobs are read after the row: a job that ended in between is missed, and then the row is read again on its news.
        var key = IndexJobs.KeyOf(change.CrateId);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var jobs = await inspector.JobsOfAsync(connection, key, cancellationToken);
        var holds = await queueHolds.GetAsync(connection, cancellationToken);
        var supersededBy = change.SupersededById is { } laterId
            ? await db.Changes.Where(later => later.Id == laterId).Select(later => later.PublicId).SingleAsync(cancellationToken)
            : null;
        var now = await db.GetServerTimeAsync(cancellationToken);
        if (now - change.Sparse.FinishedAt < Settling)
            index.Distrust(IndexPath.For(change.Crate!.Name));
        var typical = await typicalTimes.GetAsync(db, cancellationToken);
        return (Compose(change, jobs, holds, supersededBy, typical, now), key);
    }

    private ChangeStatus Compose(
        IndexChange change, IReadOnlyList<JobDetails> jobs, IReadOnlyDictionary<string, Hold> holds, string? supersededBy, TypicalTime? typical,
        DateTimeOffset now)
    {
        var stages = ChangeStages.Of(change, jobs, holds).Select(WithoutPlaces).ToList();
        return new ChangeStatus
        {
            Id = change.PublicId,
            Kind = change.Kind,
            Crate = change.Crate!.Name,
            Version = change.Version!.Number,
            RequestedAt = change.RequestedAt,
            RequestedBy = change.RequestedBy?.Login ?? Operator,
            State = StateOf(stages),
            Usable = change.Sparse.FinishedAt is not null,
            Stages = stages,
            SupersededBy = supersededBy,
            StatusUrl = links.StatusPage(change.PublicId),
            Details = new ChangeDetails
            {
                TokenName = change.Token?.Name,
                Checksum = change.Version.Checksum,
                Size = change.Version.Size,
                IndexPath = IndexPath.For(change.Crate.Name),
                Yanked = change.Version.Yanked,
                Deleted = change.Version.DeletedAt is not null,
                Message = change.Message is { Length: > 0 } message ? message : null,
                TypicalTime = typical?.Median,
                TypicalTimeNineInTen = typical?.NineInTen,
                ReadAt = now,
            },
        };
    }

    /// <summary>Where on the machine something is, is for operators, who have the log.</summary>
    private StageStatus WithoutPlaces(StageStatus stage) => stage with
    {
        LastError = stage.LastError?.Replace(options.Value.DataPath, "…", StringComparison.Ordinal),
    };

    private static ChangeState StateOf(IReadOnlyList<StageStatus> stages)
    {
        if (stages.All(stage => stage.State is StageState.Done or StageState.Skipped))
            return ChangeState.Done;
        return stages.Any(stage => stage.State == StageState.Running) ? ChangeState.Running : ChangeState.Waiting;
    }
}
