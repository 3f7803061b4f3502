using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Accounts;

/// <summary>Links that are good for choosing a password once.</summary>
internal sealed class PasswordLinks(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    /// <summary>Whose password the link sets; null when it is used up or expired.</summary>
    public async Task<string?> LoginOfAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await Valid(db, secret).Select(link => link.User!.Login).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Sets the password and uses the link up, together. Says whether the link was still good.</summary>
    public async Task<bool> SetPasswordAsync(string secret, string password, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await Valid(db, secret).Select(link => link.User!).SingleOrDefaultAsync(cancellationToken);
        if (user is null || await Valid(db, secret).ExecuteDeleteAsync(cancellationToken) == 0)
            return false;
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private IQueryable<OneTimeLink> Valid(RegistryDbContext db, string secret)
    {
        var hash = TokenSecret.Hash(secret);
        var now = time.GetUtcNow();
        return db.OneTimeLinks.Where(link => link.Hash == hash && link.ExpiresAt > now);
    }
}
