using System.Linq.Expressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.RateLimits;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Users;

/// <summary>A page of accounts, by login.</summary>
/// <param name="Users">Some of them.</param>
/// <param name="Next">What the next page comes after; null at the end.</param>
/// <param name="Now">When they were read.</param>
internal sealed record UserList(IReadOnlyList<UserLine> Users, string? Next, DateTimeOffset Now);

/// <summary>Reads accounts for admins.</summary>
internal sealed class UserReader(IDbContextFactory<RegistryDbContext> databases, IOptions<RateLimitOptions> limits, TimeProvider time)
{
    public const int PageSize = 50;

    public async Task<UserList> ListAsync(UserSearch search, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await Matching(db, search, now).OrderBy(user => user.NormalizedUserName).Take(PageSize + 1)
            .Select(Line(db, now)).ToListAsync(cancellationToken);
        return found.Count > PageSize
            ? new UserList(found[..PageSize], found[PageSize - 1].Login.ToLowerInvariant(), now)
            : new UserList(found, null, now);
    }

    /// <summary>Null when there is no such account.</summary>
    public async Task<UserReading?> FindAsync(string login, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.FindUserAsync(login, cancellationToken) is not { } user)
            return null;
        return new UserReading
        {
            User = await db.Users.Where(known => known.Id == user.Id).Select(Line(db, now)).SingleAsync(cancellationToken),
            HasPassword = user.PasswordHash is not null,
            Passkeys = await db.Set<IdentityUserPasskey<long>>().CountAsync(passkey => passkey.UserId == user.Id, cancellationToken),
            IsLinked = await db.UserLogins.AnyAsync(known => known.UserId == user.Id, cancellationToken),
            Crates = await db.Owners.CountAsync(owner => owner.UserId == user.Id, cancellationToken),
            IsLastAdmin = user is { Role: Role.Admin, DisabledAt: null }
                && !await db.Users.AnyAsync(other => other.Id != user.Id && other.Role == Role.Admin && other.DisabledAt == null, cancellationToken),
            Sessions = await db.Sessions.AsNoTracking().Where(session => session.UserId == user.Id && session.ExpiresAt > now)
                .OrderByDescending(session => session.LastUsedAt).ToListAsync(cancellationToken),
            Tokens = await db.Tokens.AsNoTracking().Where(token => token.UserId == user.Id && token.RevokedAt == null)
                .OrderByDescending(token => token.Id).ToListAsync(cancellationToken),
            Limits = await UserLimits.ReadAsync(db, user.Id, limits.Value, now, cancellationToken),
            Now = now,
        };
    }

    private static IQueryable<User> Matching(RegistryDbContext db, UserSearch search, DateTimeOffset now)
    {
        var users = db.Users.AsNoTracking();
        if (search.Text?.ToLowerInvariant() is { } text)
            users = users.Where(user => user.NormalizedUserName!.Contains(text) || user.NormalizedEmail!.Contains(text));
        if (search.Role is { } role)
            users = users.Where(user => user.Role == role);
        users = search.State switch
        {
            UserState.Disabled => users.Where(user => user.DisabledAt != null),
            UserState.Locked => users.Where(user => user.DisabledAt == null && user.LockoutEnd > now),
            UserState.Active => users.Where(user => user.DisabledAt == null && (user.LockoutEnd == null || user.LockoutEnd <= now)),
            _ => users,
        };
        return search.After is { } after ? users.Where(user => string.Compare(user.NormalizedUserName, after) > 0) : users;
    }

    private static Expression<Func<User, UserLine>> Line(RegistryDbContext db, DateTimeOffset now) => user => new UserLine
    {
        Id = user.Id,
        Login = user.Login,
        Role = user.Role,
        Email = user.Email,
        EmailConfirmed = user.EmailConfirmed,
        CreatedAt = user.CreatedAt,
        DisabledAt = user.DisabledAt,
        LockedUntil = user.LockoutEnd > now ? user.LockoutEnd : null,
        TwoFactor = user.TwoFactorEnabled,
        LastSeenAt = db.Sessions.Where(session => session.UserId == user.Id).Select(session => (DateTimeOffset?)session.LastUsedAt)
            .Concat(db.Tokens.Where(token => token.UserId == user.Id).Select(token => token.LastUsedAt)).Max(),
    };
}
