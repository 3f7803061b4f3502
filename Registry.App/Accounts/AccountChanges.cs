using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary>
/// What is done to somebody's account by whoever manages accounts, at the command line, on a page or over the API. All of it is done in a transaction of
/// the caller's, and is written down in it.
/// </summary>
internal static class AccountChanges
{
    /// <exception cref="RefusedException">There would be no admin any more.</exception>
    public static async Task SetRoleAsync(
        this RegistryDbContext db, User user, Role role, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (role != Role.Admin)
            await db.RequireAnotherAdminAsync(user, cancellationToken);
        if (user.Role == role)
            return;
        user.Role = role;
        Touch(user);
        db.AuditLog.Add(actor.Does(AuditActions.SetRole, now, null, null, ("user", user.Login), ("role", role.ToString())));
    }

    /// <summary>Sessions end, and neither password nor tokens are accepted any more.</summary>
    /// <exception cref="RefusedException">There would be no admin any more.</exception>
    public static async Task DisableAsync(
        this RegistryDbContext db, User user, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.RequireAnotherAdminAsync(user, cancellationToken);
        if (user.DisabledAt is not null)
            return;
        user.DisabledAt = now;
        Touch(user);
        await db.DropSessionsAsync(user, cancellationToken);
        db.AuditLog.Add(actor.Does(AuditActions.DisableUser, now, null, null, ("user", user.Login)));
    }

    public static void Enable(this RegistryDbContext db, User user, AuditActor actor, DateTimeOffset now)
    {
        if (user.DisabledAt is null)
            return;
        user.DisabledAt = null;
        Touch(user);
        db.AuditLog.Add(actor.Does(AuditActions.EnableUser, now, null, null, ("user", user.Login)));
    }

    /// <summary>Whoever has to wait after too many wrong passwords may try again at once.</summary>
    public static void Unlock(this RegistryDbContext db, User user, AuditActor actor, DateTimeOffset now)
    {
        if (user.LockoutEnd is null && user.AccessFailedCount == 0)
            return;
        (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        Touch(user);
        db.AuditLog.Add(actor.Does(AuditActions.UnlockUser, now, null, null, ("user", user.Login)));
    }

    /// <summary>Answers how many there were.</summary>
    public static async Task<int> EndSessionsAsync(
        this RegistryDbContext db, User user, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = await db.DropSessionsAsync(user, cancellationToken);
        Touch(user);
        db.AuditLog.Add(actor.Does(
            AuditActions.EndSession, now, null, null, ("user", user.Login), ("sessions", count.ToString(CultureInfo.InvariantCulture))));
        return count;
    }

    /// <summary>Pages that are open are told by the stamp.</summary>
    private static async Task<int> DropSessionsAsync(this RegistryDbContext db, User user, CancellationToken cancellationToken)
    {
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        return await db.Sessions.Where(session => session.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Who signs in at the same moment writes the whole account as it was read, and must not bring back what was.</summary>
    private static void Touch(User user) => user.ConcurrencyStamp = Guid.NewGuid().ToString();

    /// <summary>The rows of all admins are locked: of two who do it to each other, one comes second and is refused.</summary>
    private static async Task RequireAnotherAdminAsync(this RegistryDbContext db, User user, CancellationToken cancellationToken)
    {
        if (user is not { Role: Role.Admin, DisabledAt: null })
            return;
        var admins = await db.Users
            .FromSql($"SELECT * FROM users WHERE role = {nameof(Role.Admin)} AND disabled_at IS NULL ORDER BY id FOR UPDATE")
            .AsNoTracking().ToListAsync(cancellationToken);
        if (admins.All(admin => admin.Id == user.Id))
        {
            throw new RefusedException(
                StatusCodes.Status422UnprocessableEntity, $"`{user.Login}` is the only admin of this registry; make somebody else an admin first");
        }
    }
}
