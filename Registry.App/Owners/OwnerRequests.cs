using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.App.RateLimits;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Crates;
using Registry.Jobs.Mail;
using Registry.Jobs.Queue;

namespace Registry.App.Owners;

/// <summary>Who owns a crate: users are invited, teams are added at once. For several names it is all or nothing.</summary>
internal sealed partial class OwnerRequests(
    IDbContextFactory<RegistryDbContext> databases, JobQueue queue, RateLimiter rates, TimeProvider time, ILogger<OwnerRequests> logger)
{
    private const int MaxNames = 10;

    private static readonly TimeSpan InvitationLife = TimeSpan.FromDays(30);

    /// <summary>Answers a sentence for each name.</summary>
    /// <exception cref="RefusedException">The caller may not, or one of the names cannot be an owner. Nothing was changed.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(string crateName, IReadOnlyList<string> names, Caller caller, CancellationToken cancellationToken)
    {
        if (names.Count > MaxNames)
            throw Invalid($"{names.Count} names are too many at once; at most {MaxNames} are allowed");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var crate = await LockAsync(db, crateName, caller, cancellationToken);
        var told = new List<string>();
        var invitations = new List<OwnerInvitation>();
        foreach (var name in names)
        {
            told.Add(TeamLogin.TeamOf(name) is { } team
                ? await AddTeamAsync(db, crate, team, caller, cancellationToken)
                : await InviteAsync(db, crate, name, caller, invitations, cancellationToken));
        }

        foreach (var name in names)
            db.AuditLog.Add(caller.Actor.Does(TeamLogin.TeamOf(name) is null ? AuditActions.InviteOwner : AuditActions.AddOwner, time.GetUtcNow(), crate.Name, null, ("owner", name)));
        await db.SaveChangesAsync(cancellationToken);
        foreach (var invitation in invitations)
            await queue.EnqueueAsync(transaction.GetDbTransaction(), MailJobs.MailInvitation, new MailInvitation(invitation.Id), cancellationToken);
        await rates.TakeAsync(db, caller, RateLimitAction.ChangeOwners, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (invitations.Count > 0)
            queue.Wake(MailJobs.MailInvitation);
        LogAdded(caller.Login, string.Join(", ", names), crate.Name);
        return told;
    }

    /// <exception cref="RefusedException">The caller may not, one of the names is no owner, or nobody would be left. Nothing was changed.</exception>
    public async Task RemoveAsync(string crateName, IReadOnlyList<string> names, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var crate = await LockAsync(db, crateName, caller, cancellationToken);
        foreach (var name in names)
        {
            if (await RemoveAsync(db, crate.Id, name, cancellationToken) == 0)
                throw Invalid($"`{name}` is not an owner of `{crate.Name}`");
        }

        if (!await db.Owners.AnyAsync(owner => owner.CrateId == crate.Id, cancellationToken))
            throw Invalid($"`{crate.Name}` must keep a user among its owners, because teams may not change them; add another one first");
        foreach (var name in names)
            db.AuditLog.Add(caller.Actor.Does(AuditActions.RemoveOwner, time.GetUtcNow(), crate.Name, null, ("owner", name)));
        await db.SaveChangesAsync(cancellationToken);
        await rates.TakeAsync(db, caller, RateLimitAction.ChangeOwners, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogRemoved(caller.Login, string.Join(", ", names), crate.Name);
    }

    /// <summary>Requests for the owners of one crate wait for one another, so that the last owner stays.</summary>
    private static async Task<Crate> LockAsync(RegistryDbContext db, string crateName, Caller caller, CancellationToken cancellationToken)
    {
        var crate = await db.FindLiveCrateAsync(crateName, cancellationToken);
        caller.Require(TokenScopes.ChangeOwners, crate.Name);
        await db.Database.ExecuteSqlAsync($"SELECT FROM crates WHERE id = {crate.Id} FOR NO KEY UPDATE", cancellationToken);
        await db.LockCrateAsync(crate, cancellationToken);
        await db.RequireOwnerAsync(caller, crate.Id, crate.Name, cancellationToken);
        return crate;
    }

    private async Task<string> AddTeamAsync(RegistryDbContext db, Crate crate, string name, Caller caller, CancellationToken cancellationToken)
    {
        var team = await db.FindTeamAsync(name, cancellationToken)
            ?? throw Invalid($"there is no team `{name}`; an admin creates it with `registry team add {name}`");
        if (!caller.IsAdmin && team.Members.All(member => member.UserId != caller.UserId))
            throw new RefusedException(StatusCodes.Status403Forbidden, $"you are not in the team `{team.Name}`; only its members may make it an owner");
        if (await db.CrateTeams.AnyAsync(owner => owner.CrateId == crate.Id && owner.TeamId == team.Id, cancellationToken))
            throw Invalid($"`{TeamLogin.Of(team.Name)}` is already an owner");
        db.CrateTeams.Add(new CrateTeam { CrateId = crate.Id, TeamId = team.Id, AddedAt = time.GetUtcNow() });
        return $"team {TeamLogin.Of(team.Name)} has been added as an owner of crate {crate.Name}";
    }

    private async Task<string> InviteAsync(
        RegistryDbContext db, Crate crate, string login, Caller caller, List<OwnerInvitation> added, CancellationToken cancellationToken)
    {
        var user = await db.FindUserAsync(login, cancellationToken)
            ?? throw Invalid($"there is no user `{login}`");
        if (await db.Owners.AnyAsync(owner => owner.CrateId == crate.Id && owner.UserId == user.Id, cancellationToken))
            throw Invalid($"`{user.Login}` is already an owner");
        var now = time.GetUtcNow();
        if (await db.Invitations.AnyAsync(known => known.CrateId == crate.Id && known.UserId == user.Id && known.ExpiresAt > now, cancellationToken))
            return $"user {user.Login} already has a pending invitation to be an owner of crate {crate.Name}";
        await db.Invitations.Where(known => known.CrateId == crate.Id && known.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        var invitation = new OwnerInvitation
        {
            CrateId = crate.Id,
            UserId = user.Id,
            InvitedById = caller.UserId,
            CreatedAt = now,
            ExpiresAt = now + InvitationLife,
        };
        db.Invitations.Add(invitation);
        added.Add(invitation);
        return $"user {user.Login} has been invited to be an owner of crate {crate.Name}";
    }

    /// <summary>An invitation is taken back the same way. Answers how many there were.</summary>
    private static async Task<int> RemoveAsync(RegistryDbContext db, long crateId, string name, CancellationToken cancellationToken)
    {
        var wanted = (TeamLogin.TeamOf(name) ?? name).ToLowerInvariant();
        if (TeamLogin.TeamOf(name) is not null)
        {
            return await db.CrateTeams.Where(owner => owner.CrateId == crateId && EF.Property<string>(owner.Team!, "CanonicalName") == wanted)
                .ExecuteDeleteAsync(cancellationToken);
        }

        return await db.Owners.Where(owner => owner.CrateId == crateId && owner.User!.NormalizedUserName == wanted)
                .ExecuteDeleteAsync(cancellationToken)
            + await db.Invitations.Where(invitation => invitation.CrateId == crateId && invitation.User!.NormalizedUserName == wanted)
                .ExecuteDeleteAsync(cancellationToken);
    }

    private static RefusedException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Login} added {Names} to the owners of {Crate}")]
    private partial void LogAdded(string login, string names, string crate);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Login} removed {Names} from the owners of {Crate}")]
    private partial void LogRemoved(string login, string names, string crate);
}
