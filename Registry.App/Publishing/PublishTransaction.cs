using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.App.Publishing.Rules;
using Registry.App.Storage;
using Registry.Data;
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
    IDbContextFactory<RegistryDbContext> databases, DependencyLookup dependencies, NewVersion versions, ICrateStorage storage, JobQueue queue,
    TimeProvider time, ILogger<PublishTransaction> logger)
{
    /// <summary>Answers the id of the change.</summary>
    /// <exception cref="RefusedException">The name belongs to others, or the version exists. Nothing was kept.</exception>
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
        caller.Require(known is null ? TokenScopes.PublishNew : TokenScopes.PublishUpdate, incoming.Name.Text);
        if (known is null)
            RefuseReserved(incoming.Name);
        else
            await RefuseKnownAsync(db, known, incoming, caller, cancellationToken);
        await dependencies.RefuseUnknownAsync(db, incoming, cancellationToken);
        return known;
    }

    private static void RefuseReserved(CrateName name)
    {
        if (ReservedNames.Contain(name))
            throw PublishRefusedException.Invalid($"the name `{name}` is reserved, because it means something to Rust or to Windows; choose another");
    }

    private static async Task RefuseKnownAsync(
        RegistryDbContext db, Crate known, IncomingCrate incoming, Caller caller, CancellationToken cancellationToken)
    {
        await RefuseOthersAsync(db, known, incoming.Name, caller, cancellationToken);
        var withoutBuild = incoming.Version.WithoutBuild;
        if (await db.Versions.AnyAsync(
            version => version.CrateId == known.Id && version.NumberWithoutBuild == withoutBuild, cancellationToken))
            throw AlreadyUploaded(incoming);
    }

    private static Task<Crate?> FindCrateAsync(RegistryDbContext db, CrateName name, CancellationToken cancellationToken) =>
        db.Crates.SingleOrDefaultAsync(crate => crate.CanonicalName == name.Canonical, cancellationToken);

    private static async Task RefuseOthersAsync(
        RegistryDbContext db, Crate crate, CrateName name, Caller caller, CancellationToken cancellationToken)
    {
        await db.RequirePublisherAsync(caller, crate.Id, crate.Name, cancellationToken);
        if (crate.Name != name.Text)
            throw PublishRefusedException.Invalid($"this crate is named `{crate.Name}` here; publish it under that name, not as `{name}`");
    }

    private static PublishRefusedException AlreadyUploaded(IncomingCrate incoming) => PublishRefusedException.Invalid(
        $"`{incoming.Name}` {incoming.Version.WithoutBuild} is already uploaded, and a version cannot be replaced; raise the version number");

    /// <summary>The server itself has said no. What is wrapped around that says only whether it is worth another try.</summary>
    private static bool IsCertainlyRolledBack(Exception exception) =>
        exception is RefusedException or PostgresException
        || (exception is DbUpdateException or InvalidOperationException && exception.InnerException is { } inner && IsCertainlyRolledBack(inner));

    private async Task<string> CommitAsync(
        RegistryDbContext db, Crate? known, IncomingCrate incoming, Caller caller, string storageKey, Times times, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var crateId = known?.Id ?? await CreateAsync(db, incoming.Name, caller, cancellationToken);
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
        await SaveAsync(db, incoming, cancellationToken);
        await queue.EnqueueAsync(transaction.GetDbTransaction(), IndexJobs.UpdateSparseIndex, new CrateJob(crateId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        return change.PublicId;
    }

    /// <summary>
    /// The first publisher owns the crate. Of two first publishers at once the second waits here and then finds the other's. Answers the
    /// crate's id.
    /// </summary>
    private async Task<long> CreateAsync(RegistryDbContext db, CrateName name, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var created = await db.Database.SqlQuery<long>(
            $"""
            WITH created AS (
                INSERT INTO crates (name, created_at) VALUES ({name.Text}, {now}) ON CONFLICT (canonical_name) DO NOTHING RETURNING id
            )
            INSERT INTO crate_owners (crate_id, user_id, added_at) SELECT id, {caller.UserId}, {now} FROM created RETURNING crate_id
            """).ToListAsync(cancellationToken);
        if (created is [var id])
        {
            LogNewCrate(name.Text, caller.Login);
            return id;
        }

        var crate = await FindCrateAsync(db, name, cancellationToken)
            ?? throw new InvalidOperationException($"The crate {name} vanished while it was created.");
        await RefuseOthersAsync(db, crate, name, caller, cancellationToken);
        return crate.Id;
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Login} created the crate {Name}")]
    private partial void LogNewCrate(string name, string login);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A publish failed in doubt; {Key} stays in storage")]
    private partial void LogLeftBehind(Exception exception, string key);

    private sealed record Times(DateTimeOffset ReceivedAt, DateTimeOffset StoredFrom);
}
