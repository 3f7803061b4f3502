using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.App.Publishing.Rules;
using Registry.App.RateLimits;
using Registry.App.Storage;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Publishing;

/// <summary>
/// Records an upload: first the file, which nobody can see yet, then version, change and job in one transaction. So there is never a version
/// without its file.
/// </summary>
internal sealed partial class PublishTransaction(
    IDbContextFactory<RegistryDbContext> databases, DependencyLookup dependencies, CrateNames names, NewVersion versions, VersionsPerDay perDay,
    RateLimiter rates, ICrateStorage storage, JobQueue queue, TimeProvider time, ILogger<PublishTransaction> logger)
{
    /// <summary>Answers the id of the change.</summary>
    /// <exception cref="RefusedException">The name belongs to others, the version exists, or there were too many of late. Nothing was kept.</exception>
    public async Task<string> RecordAsync(
        IncomingCrate incoming, Caller caller, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await RefuseEarlyAsync(db, incoming, caller, cancellationToken);

        var storedFrom = time.GetUtcNow();
        var key = await incoming.StoreAsync(cancellationToken);
        try
        {
            var changeId = await CommitAsync(db, known, incoming, caller, key, new Times(receivedAt, storedFrom), cancellationToken);
            await storage.ConfirmAsync(key, CancellationToken.None);
            return changeId;
        }
        catch (Exception exception) when (IsCertainlyRolledBack(exception))
        {
            await storage.DeleteAsync(key, CancellationToken.None);
            throw;
        }
        catch (Exception exception)
        {
            // The commit may have happened. A file without a version is cleared away later (DoubtfulUploads), a version without its file is lost.
            LogLeftBehind(exception, key);
            throw;
        }
    }

    /// <summary>
    /// Says no before the file is stored where that is possible; the transaction's constraints have the last word. Answers the crate, if it
    /// exists.
    /// </summary>
    private async Task<Crate?> RefuseEarlyAsync(
        RegistryDbContext db, IncomingCrate incoming, Caller caller, CancellationToken cancellationToken)
    {
        var known = await FindCrateAsync(db, incoming.Name, cancellationToken);
        var isNew = known?.DeletionRequestedAt is not null || known is null;
        caller.Require(isNew ? TokenScopes.PublishNew : TokenScopes.PublishUpdate, incoming.Name.Text);
        if (isNew)
            RefuseReserved(incoming.Name);
        if (known is not null)
            await RefuseKnownAsync(db, known, incoming, caller, cancellationToken);
        await dependencies.RefuseUnknownAsync(db, incoming, cancellationToken);
        return known;
    }

    private static void RefuseReserved(CrateName name)
    {
        if (ReservedNames.Contain(name))
            throw PublishRefusedException.Invalid($"the name `{name}` is reserved, because it means something to Rust or to Windows; choose another");
    }

    private async Task RefuseKnownAsync(
        RegistryDbContext db, Crate known, IncomingCrate incoming, Caller caller, CancellationToken cancellationToken)
    {
        if (known.DeletionRequestedAt is null)
            await CrateNames.RefuseOthersAsync(db, known, incoming.Name, caller, cancellationToken);
        else
            CrateNames.RefuseBlocked(known, time.GetUtcNow());
        var withoutBuild = incoming.Version.WithoutBuild;
        if (await db.Versions.AnyAsync(version => version.CrateId == known.Id && version.NumberWithoutBuild == withoutBuild, cancellationToken))
            throw await AlreadyUploadedAsync(db, known.Id, incoming, cancellationToken);
        await perDay.RefuseTooManyAsync(db, known.Id, incoming.MaxVersionsPerDay, cancellationToken);
    }

    private static Task<Crate?> FindCrateAsync(RegistryDbContext db, CrateName name, CancellationToken cancellationToken) =>
        db.Crates.SingleOrDefaultAsync(crate => crate.CanonicalName == name.Canonical, cancellationToken);

    private static PublishRefusedException AlreadyUploaded(IncomingCrate incoming) => PublishRefusedException.Invalid(
        $"`{incoming.Name}` {incoming.Version.WithoutBuild} is already uploaded, and a version cannot be replaced; raise the version number");

    /// <summary>Whoever has the number in a lock file knows its checksum, whatever became of it here.</summary>
    private static async Task<PublishRefusedException> AlreadyUploadedAsync(
        RegistryDbContext db, long crateId, IncomingCrate incoming, CancellationToken cancellationToken)
    {
        var withoutBuild = incoming.Version.WithoutBuild;
        return await db.LiveVersions().AnyAsync(version => version.CrateId == crateId && version.NumberWithoutBuild == withoutBuild, cancellationToken)
            ? AlreadyUploaded(incoming)
            : PublishRefusedException.Invalid(
                $"`{incoming.Name}` {withoutBuild} was deleted, and the number of a deleted version is never given out again; raise the version number");
    }

    /// <summary>The server itself has said no. What is wrapped around that says only whether it is worth another try.</summary>
    private static bool IsCertainlyRolledBack(Exception exception) =>
        exception is RefusedException or PostgresException
        || (exception is DbUpdateException or InvalidOperationException && exception.InnerException is { } inner && IsCertainlyRolledBack(inner));

    private async Task<string> CommitAsync(
        RegistryDbContext db, Crate? known, IncomingCrate incoming, Caller caller, string storageKey, Times times, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var crateId = await names.TakeAsync(db, known, incoming.Name, caller, cancellationToken);
        await perDay.RefuseTooManyInTurnAsync(db, crateId, incoming.MaxVersionsPerDay, cancellationToken);
        var version = versions.From(incoming, crateId, caller.UserId, storageKey, time.GetUtcNow());
        var change = new IndexChange
        {
            PublicId = ChangeId.New(),
            Kind = ChangeKind.Publish,
            CrateId = crateId,
            Version = version,
            Sequence = version.LastSequence,
            ReceivedAt = times.ReceivedAt,
            StoredAt = times.StoredFrom,
            RequestedAt = version.CreatedAt,
            RequestedById = caller.UserId,
            TokenId = caller.TokenId,
        };
        db.Changes.Add(change);
        db.AuditLog.Add(caller.Actor.Does(
            AuditActions.Publish, version.CreatedAt, incoming.Name.Text, version.Number, ("checksum", version.Checksum)));
        await SaveAsync(db, incoming, cancellationToken);
        await queue.EnqueueAsync(transaction.GetDbTransaction(), IndexJobs.UpdateSparseIndex, new CrateJob(crateId), cancellationToken);

        // Last, since the user's other publishes wait for it, and because whoever has it waits for nobody any more.
        await rates.TakeAsync(db, caller, UploadAdmission.ActionOf(known is not null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        return change.PublicId;
    }

    private static async Task SaveAsync(RegistryDbContext db, IncomingCrate incoming, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { ConstraintName: DatabaseNames.UniqueVersion })
        {
            throw AlreadyUploaded(incoming);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A publish failed in doubt; {Key} stays in storage")]
    private partial void LogLeftBehind(Exception exception, string key);

    private sealed record Times(DateTimeOffset ReceivedAt, DateTimeOffset StoredFrom);
}
