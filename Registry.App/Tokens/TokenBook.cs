using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Tokens;

/// <summary>The tokens of a user, as their page keeps them.</summary>
internal sealed class TokenBook(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    /// <summary>Those that are neither revoked nor expired come first, each the newest first.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var tokens = await db.Tokens.AsNoTracking().Where(token => token.UserId == userId && token.RevokedAt == null)
            .OrderByDescending(token => token.Id).ToListAsync(cancellationToken);
        return [.. tokens.OrderBy(token => token.ExpiresAt <= now)];
    }

    /// <summary>Answers the token, which is kept nowhere.</summary>
    public async Task<string> CreateAsync(Caller caller, TokenOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var secret = TokenSecret.NewToken();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Tokens.Add(new ApiToken
        {
            UserId = caller.UserId,
            Name = order.Name,
            Hash = TokenSecret.Hash(secret),
            Scopes = [.. order.Scopes],
            CratePatterns = [.. order.CratePatterns],
            CreatedAt = now,
            ExpiresAt = order.ExpiresAt,
        });
        db.AuditLog.Add(caller.Actor.Does(
            AuditActions.CreateToken, now, null, null, ("user", caller.Login), ("token", order.Name), ("scopes", Listed(order.Scopes)),
            ("crates", Listed(order.CratePatterns))));
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Answers the label; null when the user has no such token.</summary>
    public async Task<string?> RevokeAsync(Caller caller, long id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.SingleAsync(user => user.Id == caller.UserId, cancellationToken);
        var name = await RevokeAsync(db, user, id, caller.Actor, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return name;
    }

    /// <summary>The same for anybody's, once the changes are saved.</summary>
    public static async Task<string?> RevokeAsync(
        RegistryDbContext db, User user, long id, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var token = await db.Tokens.SingleOrDefaultAsync(
            token => token.Id == id && token.UserId == user.Id && token.RevokedAt == null, cancellationToken);
        if (token is null)
            return null;
        token.RevokedAt = now;
        db.AuditLog.Add(actor.Does(
            AuditActions.RevokeToken, now, null, null, ("user", user.Login), ("token", token.Name),
            ("token_id", token.Id.ToString(CultureInfo.InvariantCulture))));
        return token.Name;
    }

    private static string? Listed(IReadOnlyList<string> words) => words.Count > 0 ? string.Join(' ', words) : null;
}
