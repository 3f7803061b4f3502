using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>Whose a name is: that of whoever publishes to it first, or first after the crate of that name was deleted.</summary>
internal sealed partial class CrateNames(TimeProvider time, ILogger<CrateNames> logger)
{
    /// <summary>Takes the name for the caller if nobody has it, or sees to it that nobody gives it up meanwhile. Answers the crate's id.</summary>
    /// <exception cref="RefusedException">It belongs to others, or is not free yet.</exception>
    public async Task<long> TakeAsync(
        RegistryDbContext db, Crate? known, CrateName name, Caller caller, CancellationToken cancellationToken)
    {
        if (known is null)
            return await CreateAsync(db, name, caller, cancellationToken);
        if (known.DeletionRequestedAt is null)
            await db.LockCrateAsync(known, cancellationToken);
        else
            await BeginAnewAsync(db, known, name, caller, cancellationToken);
        return known.Id;
    }

    /// <exception cref="RefusedException">It belongs to others, or is spelled otherwise.</exception>
    public static async Task RefuseOthersAsync(
        RegistryDbContext db, Crate crate, CrateName name, Caller caller, CancellationToken cancellationToken)
    {
        await db.RequirePublisherAsync(caller, crate.Id, crate.Name, cancellationToken);
        if (crate.Name != name.Text)
            throw PublishRefusedException.Invalid($"this crate is named `{crate.Name}` here; publish it under that name, not as `{name}`");
    }

    /// <exception cref="RefusedException">The crate of that name was deleted a short while ago.</exception>
    public static void RefuseBlocked(Crate deleted, DateTimeOffset now)
    {
        if (deleted.NameBlockedUntil is not { } until || until <= now)
            return;
        var free = until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        throw PublishRefusedException.Invalid($"a crate named `{deleted.Name}` was deleted lately; the name is free again from {free} on");
    }

    /// <summary>Of two first publishers at once the second waits here and then finds the other's.</summary>
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

        var crate = await db.Crates.AsNoTracking().SingleOrDefaultAsync(crate => crate.CanonicalName == name.Canonical, cancellationToken)
            ?? throw new InvalidOperationException($"The crate {name} vanished while it was created.");
        await RefuseOthersAsync(db, crate, name, caller, cancellationToken);
        await db.LockCrateAsync(crate, cancellationToken);
        return crate.Id;
    }

    /// <summary>
    /// The row of a deleted crate is taken over, so that numbers of its versions stay taken. Until the git index has lost the old file, the
    /// name may not change its spelling, nor anything be published that would hide how far the deletion is.
    /// </summary>
    private async Task BeginAnewAsync(RegistryDbContext db, Crate deleted, CrateName name, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync($"SELECT FROM crates WHERE id = {deleted.Id} FOR UPDATE", cancellationToken);
        var crate = await db.Crates.AsNoTracking().SingleAsync(crate => crate.Id == deleted.Id, cancellationToken);
        if (crate.DeletionRequestedAt is null)
        {
            await RefuseOthersAsync(db, crate, name, caller, cancellationToken);
            return;
        }

        RefuseBlocked(crate, now);
        if (await db.Changes.AnyAsync(
            change => change.CrateId == crate.Id && change.Kind == ChangeKind.Delete && change.Verified.FinishedAt == null, cancellationToken))
            throw PublishRefusedException.Invalid($"the crate that was named `{crate.Name}` is not wholly deleted yet; publish again once it is, or ask the operators why it takes long");
        await db.Owners.Where(owner => owner.CrateId == crate.Id).ExecuteDeleteAsync(cancellationToken);
        await db.CrateTeams.Where(owner => owner.CrateId == crate.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE crates SET name = {name.Text}, created_at = {now}, deletion_requested_at = NULL, name_blocked_until = NULL WHERE id = {crate.Id}
            """,
            cancellationToken);
        db.Owners.Add(new CrateOwner { CrateId = crate.Id, UserId = caller.UserId, AddedAt = now });
        LogNewCrate(name.Text, caller.Login);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Login} created the crate {Name}")]
    private partial void LogNewCrate(string name, string login);
}
