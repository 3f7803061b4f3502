using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Deletion;

/// <summary>
/// Records that a version shall be gone, or a crate with all its versions. The index is left to the jobs; what is decided here is that
/// nothing more can be asked of what is to be gone.
/// </summary>
internal sealed class DeletionRequests(
    IDbContextFactory<RegistryDbContext> databases, DeletionLimits limits, JobQueue queue, IOptions<DeletionOptions> options, TimeProvider time)
{
    /// <exception cref="RefusedException">There is no such thing, or it may not be deleted. Nothing was changed.</exception>
    public async Task<RecordedDeletion> RecordAsync(DeletionOrder order, Deleter deleter, CancellationToken cancellationToken)
    {
        var receivedAt = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var crate = await db.FindLiveCrateAsync(order.Crate, cancellationToken);
        await RequireMayAsync(db, deleter, crate, cancellationToken);
        var doomed = order.Version is { } number
            ? [await FindVersionAsync(db, crate, number, cancellationToken)]
            : await GiveUpAsync(db, crate, cancellationToken);
        if (deleter.IsLimited)
            await limits.RequireDeletableAsync(db, crate, order.Version is null ? null : doomed[0], receivedAt, cancellationToken);

        var changes = new List<IndexChange>();
        foreach (var version in doomed)
            changes.Add(await ChangeAsync(db, version, order.Message, deleter, receivedAt, cancellationToken));
        db.Changes.AddRange(changes);
        db.AuditLog.Add(deleter.Actor.Does(
            order.Version is null ? AuditActions.DeleteCrate : AuditActions.DeleteVersion, time.GetUtcNow(), crate.Name,
            order.Version is null ? null : doomed[0].Number, ("message", order.Message)));
        await db.SaveChangesAsync(cancellationToken);
        await queue.EnqueueAsync(transaction.GetDbTransaction(), IndexJobs.UpdateSparseIndex, new CrateJob(crate.Id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        return new RecordedDeletion(crate.Name, [.. changes.Select(change => change.PublicId)]);
    }

    /// <summary>A token that was made for less, such as that of a build server, never deletes.</summary>
    private static async Task RequireMayAsync(RegistryDbContext db, Deleter deleter, Crate crate, CancellationToken cancellationToken)
    {
        if (deleter.Caller is not { } caller)
            return;
        caller.RequireUnlimited();
        await db.RequireOwnerAsync(caller, crate.Id, crate.Name, cancellationToken);
    }

    private static async Task<CrateVersion> FindVersionAsync(RegistryDbContext db, Crate crate, string number, CancellationToken cancellationToken)
    {
        var found = await db.FindLiveVersionAsync(crate, number, cancellationToken);
        await db.LockCrateAsync(crate, cancellationToken);
        return found;
    }

    /// <summary>
    /// From the commit on the crate is given up. Whoever publishes or yanks holds the row's key, so all they have begun is finished before,
    /// and is deleted too. Answers the versions that are not deleted yet, the newest first.
    /// </summary>
    private async Task<IReadOnlyList<CrateVersion>> GiveUpAsync(RegistryDbContext db, Crate crate, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT FROM crates WHERE id = {crate.Id} FOR UPDATE", cancellationToken);
        var now = time.GetUtcNow();
        var until = now + options.Value.NameBlockedFor;
        var given = await db.Database.ExecuteSqlAsync(
            $"UPDATE crates SET deletion_requested_at = {now}, name_blocked_until = {until} WHERE id = {crate.Id} AND deletion_requested_at IS NULL",
            cancellationToken);
        if (given == 0)
            throw CrateLookup.Deleted(crate.Name);
        await db.Invitations.Where(invitation => invitation.CrateId == crate.Id).ExecuteDeleteAsync(cancellationToken);
        return await db.LiveVersions().Where(version => version.CrateId == crate.Id).OrderByDescending(version => version.Id).ToListAsync(cancellationToken);
    }

    private async Task<IndexChange> ChangeAsync(
        RegistryDbContext db, CrateVersion version, string? message, Deleter deleter, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var sequence = await db.NextSequenceAsync(version.Id, cancellationToken);
        if (await db.Changes.AnyAsync(change => change.VersionId == version.Id && change.Kind == ChangeKind.Delete, cancellationToken))
            throw CrateLookup.Deleted(version.Crate!.Name, version.Number);
        return new IndexChange
        {
            PublicId = ChangeId.New(),
            Kind = ChangeKind.Delete,
            CrateId = version.CrateId,
            VersionId = version.Id,
            Sequence = sequence,
            ReceivedAt = receivedAt,
            RequestedAt = time.GetUtcNow(),
            RequestedById = deleter.Actor.UserId,
            TokenId = deleter.Actor.TokenId,
            Message = message,
        };
    }
}
