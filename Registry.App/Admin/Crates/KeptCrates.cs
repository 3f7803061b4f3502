using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Admin.Jobs;
using Registry.App.Changes;
using Registry.App.Crates.Limits;
using Registry.Data;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Crates;

/// <summary>Reads crates for those who look after them: all of them, also those that authors do not see, or not yet.</summary>
internal sealed class KeptCrates(IDbContextFactory<RegistryDbContext> databases, JobInspector inspector, QueueHolds holds)
{
    public const int PageSize = 50;

    private const int MaxChanges = 10;

    /// <returns>One more than a page where there are more.</returns>
    public async Task<IReadOnlyList<KeptCrate>> FindAsync(string text, int page, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(text);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Crates.AsNoTracking()
            .Where(crate => crate.CanonicalName.Contains(canonical))
            .OrderBy(crate => crate.CanonicalName != canonical).ThenBy(crate => crate.CanonicalName)
            .Skip((page - 1) * PageSize).Take(PageSize + 1)
            .Select(crate => new
            {
                crate.Id,
                crate.Name,
                crate.DeletionRequestedAt,
                Versions = crate.Versions.Count(version => version.DeletedAt == null),
                Newest = db.Listings.Where(listing => listing.CrateId == crate.Id).Select(listing => listing.DefaultVersion!.Number).FirstOrDefault(),
                ChangedAt = db.Changes.Where(change => change.CrateId == crate.Id).Max(change => (DateTimeOffset?)change.RequestedAt),
                Unfinished = db.Changes.Count(change => change.CrateId == crate.Id && change.Verified.FinishedAt == null && change.SupersededById == null),
            })
            .ToListAsync(cancellationToken);
        var changing = found.Where(crate => crate.Unfinished > 0).Select(crate => crate.Id);
        var going = await GoingOnAsync(db, [.. changing], cancellationToken);
        return [.. found.Select(crate => new KeptCrate(
            crate.Name, crate.Newest, crate.Versions, crate.Unfinished, crate.ChangedAt, crate.DeletionRequestedAt is not null)
        {
            Stopped = crate.Unfinished > 0 && !going.Contains(crate.Id),
        })];
    }

    /// <summary>Those of the crates that a job goes on with.</summary>
    private async Task<HashSet<long>> GoingOnAsync(RegistryDbContext db, IReadOnlyList<long> crateIds, CancellationToken cancellationToken)
    {
        var going = new HashSet<long>();
        if (crateIds.Count == 0)
            return going;
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        foreach (var crateId in crateIds)
        {
            var jobs = await inspector.JobsOfAsync(connection, IndexJobs.KeyOf(crateId), cancellationToken);
            if (jobs.Any(CrateFile.GoesOn))
                going.Add(crateId);
        }

        return going;
    }

    /// <returns>Null when there is no such crate.</returns>
    public async Task<CrateFile?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        if (await db.Crates.AsNoTracking().SingleOrDefaultAsync(crate => crate.CanonicalName == canonical, cancellationToken) is not { } found)
            return null;
        var changes = await db.Changes.Where(change => change.CrateId == found.Id).OrderByDescending(change => change.RequestedAt).Take(MaxChanges)
            .Select(change => new { change.PublicId, change.Kind, change.Version!.Number, change.RequestedAt, change.Verified.FinishedAt })
            .ToListAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var jobs = await inspector.JobsOfAsync(connection, IndexJobs.KeyOf(found.Id), cancellationToken);
        return new CrateFile(found.Name, found.DeletionRequestedAt is not null, await db.GetServerTimeAsync(cancellationToken))
        {
            Limits = await db.FindLimitsAsync(found.CanonicalName, cancellationToken),
            Versions = await db.Versions.CountAsync(version => version.CrateId == found.Id && version.DeletedAt == null, cancellationToken),
            Jobs = jobs,
            Holds = await holds.OfAsync(
                connection, jobs.Where(job => job.State != JobState.Running).Select(job => job.Queue), cancellationToken),
            Changes = [.. changes.Select(change => new ChangeOfCrate(
                change.PublicId, change.Kind.ToString().ToLowerInvariant(), change.Number, change.RequestedAt, change.FinishedAt is null))],
        };
    }
}

/// <summary>A crate in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Newest">The version that stands for it; null when none is usable.</param>
/// <param name="Versions">How many it has.</param>
/// <param name="Unfinished">Changes on their way.</param>
/// <param name="ChangedAt">When somebody last asked for a change.</param>
/// <param name="Deleted">Whether its deletion was asked for.</param>
public sealed record KeptCrate(string Name, string? Newest, int Versions, int Unfinished, DateTimeOffset? ChangedAt, bool Deleted)
{
    /// <summary>Nobody goes on with its changes, as operators have stopped their jobs.</summary>
    public bool Stopped { get; init; }
}

/// <summary>All about one crate.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Deleted">Whether its deletion was asked for.</param>
/// <param name="ReadAt">When this was read, by the database's clock.</param>
internal sealed record CrateFile(string Name, bool Deleted, DateTimeOffset ReadAt)
{
    /// <summary>Those of its own; null when all are as for all crates.</summary>
    public CrateLimits? Limits { get; init; }

    public required int Versions { get; init; }

    /// <summary>How it stands, for programs.</summary>
    public string State => (Deleted, Versions > 0, Changes.Any(change => change.Unfinished)) switch
    {
        (_, _, true) when !Jobs.Any(GoesOn) => "stopped",
        (true, true, _) => "being_deleted",
        (true, _, _) => "deleted",
        (_, _, true) => "changing",
        _ => "in_step",
    };

    public required IReadOnlyList<JobDetails> Jobs { get; init; }

    public static bool GoesOn(JobDetails job) => job.State != JobState.Dead;

    /// <summary>What keeps the queues of those that wait from going on.</summary>
    public required IReadOnlyList<QueueHold> Holds { get; init; }

    public required IReadOnlyList<ChangeOfCrate> Changes { get; init; }
}
