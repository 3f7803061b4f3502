using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary>Accounts that people make by themselves where no mail is set up, and which they use at once.</summary>
internal sealed class SignUps(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    /// <summary>Makes it; answers why not when it cannot be.</summary>
    public async Task<(User? User, string? Fault)> MakeAsync(string login, string? email, string password, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = new User { Login = login, Email = email, CreatedAt = now };
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);
        db.Users.Add(user);
        if (await NewAccount.SaveAsync(db, user, cancellationToken) is { } fault)
            return (null, fault);
        db.AuditLog.Add(AuditActor.InBrowser(user.Id, login).Does(AuditActions.AddUser, now, null, null, ("user", login), ("by", "sign-up")));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (user, null);
    }
}
