using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.FirstRun;

/// <summary>Who was made by a first-run link, with a token; or why not.</summary>
internal sealed record FirstAccount(User? User, string? Token, string? Fault);

/// <summary>The one-time link by which the first admin comes into being. It is worth nothing once there is an admin.</summary>
internal sealed class FirstRunLinks(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>Nodes that start together leave one another's links alone.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    /// <summary>Makes a link in the place of those of earlier starts.</summary>
    /// <returns>Its secret; null when there are users.</returns>
    public async Task<string?> MakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Users.AnyAsync(cancellationToken))
            return null;
        var now = time.GetUtcNow();
        await db.OneTimeLinks.Where(link => link.Purpose == LinkPurpose.FirstRun && link.CreatedAt < now - Together).ExecuteDeleteAsync(cancellationToken);
        var secret = TokenSecret.NewSecret();
        db.OneTimeLinks.Add(new OneTimeLink
        {
            Purpose = LinkPurpose.FirstRun,
            Hash = TokenSecret.Hash(secret),
            CreatedAt = now,
            ExpiresAt = now + Life,
        });
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    public async Task<bool> IsGoodAsync(string secret, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await IsGoodAsync(db, secret, cancellationToken);
    }

    /// <summary>Makes an admin and a token of theirs, and uses up all links, together.</summary>
    public async Task<FirstAccount> UseAsync(string secret, string login, string? email, string password, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Of two who come at once, by links of two nodes, the second waits here and finds none.
        await db.Database.ExecuteSqlAsync($"LOCK TABLE one_time_links IN SHARE ROW EXCLUSIVE MODE", cancellationToken);
        if (!await IsGoodAsync(db, secret, cancellationToken))
            return new FirstAccount(null, null, Fault: null);
        await db.OneTimeLinks.Where(link => link.Purpose == LinkPurpose.FirstRun).ExecuteDeleteAsync(cancellationToken);
        var user = new User { Login = login, Email = email, Role = Role.Admin, CreatedAt = now };
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);
        db.Users.Add(user);
        if (await NewAccount.SaveAsync(db, user, cancellationToken) is { } fault)
            return new FirstAccount(null, null, fault);
        var token = TokenSecret.NewToken();
        db.Tokens.Add(new ApiToken { User = user, Name = "first token", Hash = TokenSecret.Hash(token), CreatedAt = now });
        var actor = AuditActor.ByLink(user.Id, user.Login);
        db.AuditLog.Add(actor.Does(AuditActions.AddUser, now, null, null, ("user", login), ("admin", "true"), ("by", "first-run link")));
        db.AuditLog.Add(actor.Does(AuditActions.CreateToken, now, null, null, ("user", login), ("token", "first token")));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new FirstAccount(user, token, Fault: null);
    }

    private async Task<bool> IsGoodAsync(RegistryDbContext db, string secret, CancellationToken cancellationToken)
    {
        var (hash, now) = (TokenSecret.Hash(secret), time.GetUtcNow());
        return await db.OneTimeLinks.AnyAsync(
                link => link.Purpose == LinkPurpose.FirstRun && link.Hash == hash && link.ExpiresAt > now, cancellationToken)
            && !await db.Users.AnyAsync(user => user.Role == Role.Admin, cancellationToken);
    }
}
