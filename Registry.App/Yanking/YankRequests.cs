using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.App.RateLimits;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Yanking;

/// <summary>What somebody wants of a version.</summary>
/// <param name="Yanked">Whether it shall be yanked; null to leave that as it was asked for last.</param>
/// <param name="Message">Why. Null says nothing of it, and empty takes it away.</param>
internal sealed record YankOrder(bool? Yanked, string? Message);

/// <summary>
/// Records that a version shall be yanked or unyanked. Whether it already is does not matter here: an earlier request may still be waiting,
/// so only the job can tell.
/// </summary>
internal sealed class YankRequests(IDbContextFactory<RegistryDbContext> databases, JobQueue queue, RateLimiter rates, TimeProvider time)
{
    /// <summary>Answers the id of the change.</summary>
    /// <exception cref="RefusedException">There is no such version, or the caller may not yank it, or not so soon, or it is not yanked and has no message.</exception>
    public async Task<string> RecordAsync(YankOrder order, string name, string number, Caller caller, CancellationToken cancellationToken)
    {
        var receivedAt = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindLiveCrateAsync(name, cancellationToken);
        caller.Require(TokenScopes.Yank, crate.Name);
        await db.RequirePublisherAsync(caller, crate.Id, crate.Name, cancellationToken);
        var version = await db.FindLiveVersionAsync(crate, number, cancellationToken);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockCrateAsync(crate, cancellationToken);
        var sequence = await db.NextSequenceAsync(version.Id, cancellationToken);
        var change = new IndexChange
        {
            PublicId = ChangeId.New(),
            Kind = await KindAsync(db, order, crate, version, cancellationToken),
            CrateId = crate.Id,
            VersionId = version.Id,
            Sequence = sequence,
            ReceivedAt = receivedAt,
            RequestedAt = time.GetUtcNow(),
            RequestedById = caller.UserId,
            TokenId = caller.TokenId,
            Message = order.Message,
        };
        db.Changes.Add(change);
        db.AuditLog.Add(caller.Actor.Does(
            change.Kind == ChangeKind.Yank ? AuditActions.Yank : AuditActions.Unyank, change.RequestedAt, crate.Name, version.Number,
            ("message", order.Message)));
        await db.SaveChangesAsync(cancellationToken);
        await queue.EnqueueAsync(transaction.GetDbTransaction(), IndexJobs.UpdateSparseIndex, new CrateJob(crate.Id), cancellationToken);
        await rates.TakeAsync(db, caller, RateLimitAction.Yank, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        return change.PublicId;
    }

    /// <summary>Another message for a version is another yank of it; what counts is what was asked for last, not what the index shows by now.</summary>
    private static async Task<ChangeKind> KindAsync(
        RegistryDbContext db, YankOrder order, Crate crate, CrateVersion version, CancellationToken cancellationToken)
    {
        var newest = await db.Changes.Where(change => change.VersionId == version.Id).OrderByDescending(change => change.Sequence)
            .Select(change => (ChangeKind?)change.Kind).FirstOrDefaultAsync(cancellationToken);
        if (newest == ChangeKind.Delete)
            throw CrateLookup.Deleted(crate.Name, version.Number);
        if (order.Yanked is null && newest != ChangeKind.Yank)
        {
            throw new RefusedException(
                StatusCodes.Status400BadRequest, $"`{crate.Name}` {version.Number} is not yanked, so it has no yank message; yank it with one");
        }

        return order.Yanked == false ? ChangeKind.Unyank : ChangeKind.Yank;
    }
}
