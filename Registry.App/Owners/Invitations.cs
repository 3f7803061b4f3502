using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Data.Crates;

namespace Registry.App.Owners;

/// <summary>An invitation as the invited see it.</summary>
internal sealed record InvitationView(long Id, long CrateId, string Crate, long UserId, string Login, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Invitations to own a crate, and their answers.</summary>
internal sealed partial class Invitations(IDbContextFactory<RegistryDbContext> databases, TimeProvider time, ILogger<Invitations> logger)
{
    /// <summary>The invitation a link was mailed for; null when it was answered, taken back, or replaced, or has expired.</summary>
    public async Task<InvitationView?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hash = TokenSecret.Hash(secret);
        return await Views(Open(db).Where(invitation => invitation.LinkHash == hash)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Those that wait for the user's answer.</summary>
    public async Task<IReadOnlyList<InvitationView>> ListAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Views(Open(db).Where(invitation => invitation.UserId == userId)).ToListAsync(cancellationToken);
    }

    /// <summary>Answers by the mailed link. False when it is no longer good.</summary>
    public async Task<bool> AnswerAsync(string secret, bool accept, CancellationToken cancellationToken)
    {
        var hash = TokenSecret.Hash(secret);
        return await AnswerAsync(invitations => invitations.Where(invitation => invitation.LinkHash == hash), actor: null, accept, cancellationToken);
    }

    /// <summary>Answers as the user who was asked. False when there is no such invitation.</summary>
    public Task<bool> AnswerAsync(Caller caller, long crateId, bool accept, CancellationToken cancellationToken) => AnswerAsync(
        invitations => invitations.Where(invitation => invitation.UserId == caller.UserId && invitation.CrateId == crateId), caller.Actor, accept,
        cancellationToken);

    private async Task<bool> AnswerAsync(
        Func<IQueryable<OwnerInvitation>, IQueryable<OwnerInvitation>> which, AuditActor? actor, bool accept, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var view = await Views(which(Open(db))).SingleOrDefaultAsync(cancellationToken);
        if (view is null || await db.Invitations.Where(invitation => invitation.Id == view.Id).ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        if (accept)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO crate_owners (crate_id, user_id, added_at)
                SELECT {view.CrateId}, id, {time.GetUtcNow()} FROM users WHERE login = {view.Login} ON CONFLICT DO NOTHING
                """,
                cancellationToken);
        }

        actor ??= AuditActor.ByLink(view.UserId, view.Login);
        db.AuditLog.Add(actor.Does(accept ? AuditActions.AcceptInvitation : AuditActions.DeclineInvitation, time.GetUtcNow(), view.Crate));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogAnswered(view.Login, accept ? "accepted" : "declined", view.Crate);
        return true;
    }

    private IQueryable<OwnerInvitation> Open(RegistryDbContext db)
    {
        var now = time.GetUtcNow();
        return db.Invitations.Where(invitation => invitation.ExpiresAt > now);
    }

    private static IQueryable<InvitationView> Views(IQueryable<OwnerInvitation> invitations) => invitations
        .OrderBy(invitation => invitation.Id)
        .Select(invitation => new InvitationView(
            invitation.Id, invitation.CrateId, invitation.Crate!.Name, invitation.UserId, invitation.User!.Login, invitation.InvitedBy!.Login, invitation.CreatedAt,
            invitation.ExpiresAt));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Login} {Answer} the invitation to own {Crate}")]
    private partial void LogAnswered(string login, string answer, string crate);
}
