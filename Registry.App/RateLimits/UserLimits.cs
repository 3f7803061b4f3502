using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.App.Cli;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.RateLimits;

/// <summary>How often a user may do something.</summary>
/// <param name="Action">What, as <see cref="RateLimitAction.Name"/> has it.</param>
/// <param name="Burst">How often at once; 0 for as often as they like.</param>
/// <param name="Rate">How long it takes until they may once more.</param>
/// <param name="IsOwn">Whether it was set for this user alone.</param>
/// <param name="Until">When it is as for everybody again; null for never.</param>
public sealed record UserLimit(string Action, int Burst, TimeSpan Rate, bool IsOwn, DateTimeOffset? Until);

/// <summary>Another limit for one user, as it is asked for.</summary>
/// <param name="Burst">How often at once; 0 for as often as they like.</param>
/// <param name="Rate">How long it takes until they may once more; null as for everybody.</param>
/// <param name="Until">When it ends; null for never.</param>
internal sealed record UserLimitOrder(int Burst, TimeSpan? Rate, DateTimeOffset? Until)
{
    /// <summary>Null for what is no such time.</summary>
    public static TimeSpan? RateOf(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var rate) && rate > TimeSpan.Zero ? rate : null;

    /// <summary>A time to come, or one from now on such as <c>30d</c>; null for anything else.</summary>
    public static DateTimeOffset? MomentOf(string text, DateTimeOffset now)
    {
        if (text.Length > 0 && Lifetime.TryParse(text, out var life))
            return now + life;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var moment) && moment > now ? moment : null;
    }
}

/// <summary>Reads and keeps the limits of single users.</summary>
internal static class UserLimits
{
    public static async Task<IReadOnlyList<UserLimit>> ReadAsync(
        RegistryDbContext db, long userId, RateLimitOptions everybody, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var own = await db.RateLimitOverrides.AsNoTracking()
            .Where(known => known.UserId == userId && (known.ExpiresAt == null || known.ExpiresAt > now))
            .ToDictionaryAsync(known => known.Action, cancellationToken);
        return [.. RateLimitAction.All.Select(action => Effective(action, action.Setting(everybody), own.GetValueOrDefault(action.Name)))];
    }

    /// <summary>
    /// Sets a limit, or all of them as for everybody, once the changes are saved. The bucket is filled anew: somebody who asks for more wants to go on now.
    /// </summary>
    /// <param name="db">Where, in a transaction.</param>
    /// <param name="user">Whose.</param>
    /// <param name="action">Which; null for all, which can only be cleared.</param>
    /// <param name="order">What is to go; null as for everybody.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task ChangeAsync(
        RegistryDbContext db, User user, string? action, UserLimitOrder? order, AuditActor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.RateLimitOverrides.Where(known => known.UserId == user.Id && (action == null || known.Action == action)).ExecuteDeleteAsync(cancellationToken);
        await db.RateLimitBuckets.Where(bucket => bucket.UserId == user.Id && (action == null || bucket.Action == action)).ExecuteDeleteAsync(cancellationToken);
        if (order is not null)
        {
            db.RateLimitOverrides.Add(new RateLimitOverride
            {
                UserId = user.Id,
                Action = action!,
                Burst = order.Burst,
                SecondsPerToken = order.Rate?.TotalSeconds,
                ExpiresAt = order.Until,
                CreatedAt = now,
            });
        }

        db.AuditLog.Add(actor.Does(
            AuditActions.SetRateLimits, now, null, null, ("user", user.Login), ("action", action ?? "all"),
            ("burst", order?.Burst.ToString(CultureInfo.InvariantCulture) ?? "as for all"), ("rate", order?.Rate?.ToString("c", CultureInfo.InvariantCulture)),
            ("until", order?.Until?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))));
    }

    private static UserLimit Effective(RateLimitAction action, RateLimit everybody, RateLimitOverride? own) => new(
        action.Name, everybody.Burst == 0 ? 0 : own?.Burst ?? everybody.Burst,
        own?.SecondsPerToken is { } seconds ? TimeSpan.FromSeconds(seconds) : everybody.Rate, own is not null, own?.ExpiresAt);
}
