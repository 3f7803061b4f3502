using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary>What a link is good for.</summary>
/// <param name="Login">Whose password it sets.</param>
/// <param name="IsGood">False once it is used, expired, or replaced by another.</param>
internal sealed record PasswordLink(string Login, bool IsGood);

/// <summary>Links that are good for choosing a password once.</summary>
internal sealed class PasswordLinks(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(3);

    private static IQueryable<OneTimeLink> Of(RegistryDbContext db) => db.OneTimeLinks.Where(link => link.Purpose == LinkPurpose.ChoosePassword);

    /// <summary>Makes a link for whoever manages accounts to pass on, in the place of all that the user had.</summary>
    /// <returns>The secret in it, once the changes are saved.</returns>
    public static async Task<string> AddAsync(
        RegistryDbContext db, User user, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await ExpireAsync(db, user, now, cancellationToken);
        var secret = TokenSecret.NewSecret();
        db.OneTimeLinks.Add(new OneTimeLink
        {
            Purpose = LinkPurpose.ChoosePassword,
            User = user,
            Hash = TokenSecret.Hash(secret),
            CreatedAt = now,
            ExpiresAt = now + Life,
        });
        db.AuditLog.Add(actor.Does(AuditActions.MakePasswordLink, now, null, null, ("user", user.Login)));
        return secret;
    }

    /// <summary>Sets a password and expires the user's links, once the changes are saved.</summary>
    public static async Task SetPasswordAsync(
        RegistryDbContext db, User user, string password, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        db.AuditLog.Add(actor.Does(AuditActions.SetPassword, now, null, null, ("user", user.Login)));
        await ExpireAsync(db, user, now, cancellationToken);
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);

        // Whoever is signed in with the old one is not any more.
        user.SecurityStamp = Guid.NewGuid().ToString("N");
    }

    /// <summary>Null when there never was such a link.</summary>
    public async Task<PasswordLink?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var hash = TokenSecret.Hash(secret);
        var now = time.GetUtcNow();
        return await Of(db).Where(link => link.Hash == hash)
            .Select(link => new PasswordLink(link.User!.Login, link.ExpiresAt > now))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Sets the password and uses the link up, together. Says whether the link was still good.</summary>
    public async Task<bool> UseAsync(string secret, string password, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var hash = TokenSecret.Hash(secret);
        var now = time.GetUtcNow();
        var good = Of(db).Where(link => link.Hash == hash && link.ExpiresAt > now);
        var link = await good.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var user = await good.Select(found => found.User!).SingleOrDefaultAsync(cancellationToken);
        if (link is null || user is null || await good.ExecuteUpdateAsync(set => set.SetProperty(used => used.ExpiresAt, now), cancellationToken) == 0)
            return false;

        // The link came to this address, and here it is.
        user.EmailConfirmed |= link.Email is not null && string.Equals(link.Email, user.Email, StringComparison.OrdinalIgnoreCase);
        await SetPasswordAsync(db, user, password, AuditActor.ByLink(user.Id, user.Login), now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task ExpireAsync(RegistryDbContext db, User user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var link in await Of(db).Where(link => link.UserId == user.Id && link.ExpiresAt > now).ToListAsync(cancellationToken))
            db.Entry(link).Property(old => old.ExpiresAt).CurrentValue = now;
    }
}
