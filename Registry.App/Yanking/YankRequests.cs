using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.App.RateLimits;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Yanking;

/// <summary>
/// Records that a version shall be yanked or unyanked. Whether it already is does not matter here: an earlier request may still be waiting,
/// so only the job can tell.
/// </summary>
internal sealed class YankRequests(IDbContextFactory<RegistryDbContext> databases, JobQueue queue, RateLimiter rates, TimeProvider time)
{
    /// <summary>Answers the id of the change.</summary>
    /// <exception cref="RefusedException">There is no such version, or the caller may not yank it, or not so soon.</exception>
    public async Task<string> RecordAsync(
        ChangeKind kind, string name, string version, Caller caller, CancellationToken cancellationToken)
    {
        var receivedAt = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (crateId, versionId) = await FindAsync(db, name, version, caller, cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var change = new IndexChange
        {
            PublicId = ChangeId.New(),
            Kind = kind,
            CrateId = crateId,
            VersionId = versionId,
            Sequence = await NextSequenceAsync(db, versionId, cancellationToken),
            ReceivedAt = receivedAt,
            RequestedAt = time.GetUtcNow(),
            RequestedById = caller.UserId,
            TokenId = caller.TokenId,
        };
        db.Changes.Add(change);
        await db.SaveChangesAsync(cancellationToken);
        await queue.EnqueueAsync(transaction.GetDbTransaction(), IndexJobs.UpdateSparseIndex, new CrateJob(crateId), cancellationToken);
        await rates.TakeAsync(db, caller, RateLimitAction.Yank, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        return change.PublicId;
    }

    private static async Task<(long CrateId, long VersionId)> FindAsync(
        RegistryDbContext db, string name, string version, Caller caller, CancellationToken cancellationToken)
    {
        var crate = await db.FindCrateAsync(name, cancellationToken);
        caller.Require(TokenScopes.Yank, crate.Name);
        await db.RequirePublisherAsync(caller, crate.Id, crate.Name, cancellationToken);
        var withoutBuild = VersionNumber.StripBuild(version);
        var versionId = await db.Versions
            .Where(known => known.CrateId == crate.Id && known.NumberWithoutBuild == withoutBuild)
            .Select(known => (long?)known.Id)
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(StatusCodes.Status404NotFound, $"`{crate.Name}` has no version {version}");
        return (crate.Id, versionId);
    }

    /// <summary>Requests for one version are numbered one after the other: the row stays locked until the commit.</summary>
    private static async Task<int> NextSequenceAsync(RegistryDbContext db, long versionId, CancellationToken cancellationToken)
    {
        var numbers = await db.Database
            .SqlQuery<int>($"UPDATE versions SET last_sequence = last_sequence + 1 WHERE id = {versionId} RETURNING last_sequence AS \"Value\"")
            .ToListAsync(cancellationToken);
        return numbers.Single();
    }
}
