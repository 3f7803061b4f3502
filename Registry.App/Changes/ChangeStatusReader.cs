using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Hosting;
using Registry.App.SparseIndex;
using Registry.Data;
using Registry.Data.Index;
using Registry.Jobs.Index;

namespace Registry.App.Changes;

/// <summary>Reads where a change stands from its row, the jobs of its crate, and who holds them.</summary>
internal sealed class ChangeStatusReader(
    IDbContextFactory<RegistryDbContext> databases, ChangeJobs changeJobs, ChangeLinks links, TypicalTimes typicalTimes,
    QueueHolds queueHolds, SparseIndexMemory index, Places places, IOptions<RegistryOptions> options)
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
        if (await changeJobs.ReadAsync(db, changeId, cancellationToken) is not { Change: var change } reading)
            return null;

        var holds = await queueHolds.GetAsync((NpgsqlConnection)db.Database.GetDbConnection(), cancellationToken);
        var supersededBy = change.SupersededById is { } laterId
            ? await db.Changes.Where(later => later.Id == laterId).Select(later => later.PublicId).SingleAsync(cancellationToken)
            : null;
        var now = await db.GetServerTimeAsync(cancellationToken);
        if (now - change.Sparse.FinishedAt < Settling)
            index.Distrust(IndexPath.For(change.Crate!.Name));
        var typical = await typicalTimes.GetAsync(db, cancellationToken);
        return (Compose(reading, holds, supersededBy, typical, now), IndexJobs.KeyOf(change.CrateId));
    }

    private ChangeStatus Compose(
        ChangeReading reading, IReadOnlyDictionary<string, Hold> holds, string? supersededBy, TypicalTime? typical, DateTimeOffset now)
    {
        var change = reading.Change;
        var stages = ChangeStages.Of(reading, holds).Select(WithoutPlaces).ToList();
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
                DataUrl = links.Data(change.PublicId),
                TakesToken = options.Value.Private,
                TypicalTime = typical?.Median,
                TypicalTimeNineInTen = typical?.NineInTen,
                ReadAt = now,
            },
        };
    }

    /// <summary>Where something is, is for operators, who have the page of the job.</summary>
    private StageStatus WithoutPlaces(StageStatus stage) => stage with
    {
        LastError = places.Hide(stage.LastError),
        Stop = stage.Stop is { } stop ? stop with { Failure = places.Hide(stop.Failure) } : null,
    };

    private static ChangeState StateOf(IReadOnlyList<StageStatus> stages)
    {
        if (stages.All(stage => stage.State is StageState.Done or StageState.Skipped))
            return ChangeState.Done;
        if (stages.Any(stage => stage.State == StageState.Failed))
            return ChangeState.Failed;
        return stages.Any(stage => stage.State == StageState.Running) ? ChangeState.Running : ChangeState.Waiting;
    }
}
