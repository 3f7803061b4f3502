using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.RateLimits;

/// <summary><c>user limits</c>: what a user may do how often, and other limits for one user.</summary>
internal static class UserLimitsVerb
{
    private static readonly Argument<string> Login = new("LOGIN") { Description = "Whose limits." };
    private static readonly Option<string?> Action = new("--action") { Description = "What to limit. Without: all, to be printed or cleared." };
    private static readonly Option<int?> Burst = new("--burst") { Description = "How often at once; 0 for as often as they like." };
    private static readonly Option<string?> Rate = new("--rate")
    {
        Description = "How long it takes until they may once more, such as 00:01:00. Without: as for everybody.",
    };

    private static readonly Option<string?> Until = new("--until")
    {
        Description = "When it ends: a time such as 2026-12-31 or 2026-12-31T18:00Z, or from now on such as 12h or 30d. Without: never.",
    };

    private static readonly Option<bool> Clear = new("--clear") { Description = "As for everybody else again." };

    public static Command Command()
    {
        var command = new Command("limits", "Prints how often a user may do what, or sets it for this user alone.")
        {
            Login, Action, Burst, Rate, Until, Clear,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var changes = Checked(parsed);
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            var user = await UserVerbs.FindAsync(db, parsed.GetRequiredValue(Login), cancellationToken);
            if (changes)
                await ChangeAsync(db, user, parsed, cancellationToken);
            await PrintAsync(db, user, Settings.Of(parsed), cancellationToken);
            return 0;
        });
        return command;
    }

    /// <returns>Whether anything is to be changed.</returns>
    private static bool Checked(ParseResult parsed)
    {
        if (parsed.GetValue(Action) is { } action && RateLimitAction.All.All(known => known.Name != action))
            throw new SettingException($"--action is `{action}`; the actions are {string.Join(", ", RateLimitAction.All.Select(known => known.Name))}.");
        var sets = parsed.GetValue(Burst) is not null || parsed.GetValue(Rate) is not null || parsed.GetValue(Until) is not null;
        if (parsed.GetValue(Clear))
            return !sets ? true : throw new SettingException("--clear goes without --burst, --rate and --until.");
        if (!sets)
            return parsed.GetValue(Action) is null ? false : throw new SettingException("--action needs --burst or --clear.");
        if (parsed.GetValue(Action) is null || parsed.GetValue(Burst) is not { } burst)
            throw new SettingException("A limit needs --action and --burst.");
        return burst >= 0 ? true : throw new SettingException($"--burst is {burst}; give a number, or 0 for no limit.");
    }

    /// <summary>The bucket is filled anew: somebody who asks for more wants to go on now.</summary>
    private static async Task ChangeAsync(RegistryDbContext db, User user, ParseResult parsed, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var action = parsed.GetValue(Action);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.RateLimitOverrides.Where(known => known.UserId == user.Id && (action == null || known.Action == action)).ExecuteDeleteAsync(cancellationToken);
        await db.RateLimitBuckets.Where(bucket => bucket.UserId == user.Id && (action == null || bucket.Action == action)).ExecuteDeleteAsync(cancellationToken);
        if (!parsed.GetValue(Clear))
        {
            db.RateLimitOverrides.Add(new RateLimitOverride
            {
                UserId = user.Id,
                Action = action!,
                Burst = parsed.GetValue(Burst)!.Value,
                SecondsPerToken = parsed.GetValue(Rate) is { } rate ? RateOf(rate).TotalSeconds : null,
                ExpiresAt = parsed.GetValue(Until) is { } until ? MomentOf(until, now) : null,
                CreatedAt = now,
            });
        }

        db.AuditLog.Add(AuditActor.CommandLine.Does(
            AuditActions.SetRateLimits, now, null, null, ("user", user.Login), ("action", action ?? "all"),
            ("burst", parsed.GetValue(Burst)?.ToString(CultureInfo.InvariantCulture) ?? "as for all"), ("rate", parsed.GetValue(Rate)),
            ("until", parsed.GetValue(Until))));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task PrintAsync(RegistryDbContext db, User user, string[] settings, CancellationToken cancellationToken)
    {
        var options = new RateLimitOptions();
        RegistryConfiguration.Load(settings).GetSection(RateLimitOptions.Section).Bind(options);
        var now = TimeProvider.System.GetUtcNow();
        var own = await db.RateLimitOverrides.AsNoTracking().Where(known => known.UserId == user.Id && (known.ExpiresAt == null || known.ExpiresAt > now))
            .ToDictionaryAsync(known => known.Action, cancellationToken);
        await Console.Error.WriteLineAsync("ACTION\tBURST\tRATE\tUNTIL");
        foreach (var action in RateLimitAction.All)
        {
            var limit = action.Setting(options);
            var known = own.GetValueOrDefault(action.Name);
            var burst = limit.Burst == 0 ? 0 : known?.Burst ?? limit.Burst;
            var rate = known?.SecondsPerToken is { } seconds ? TimeSpan.FromSeconds(seconds) : limit.Rate;
            var until = known is null ? "for everybody" : known.ExpiresAt?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "for ever";
            Console.WriteLine(burst == 0 ? $"{action.Name}\tno limit\t\t{until}" : $"{action.Name}\t{burst}\t{rate:c}\t{until}");
        }
    }

    private static TimeSpan RateOf(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var rate) && rate > TimeSpan.Zero
        ? rate
        : throw new SettingException($"--rate is `{text}`; give a time such as 00:01:00.");

    private static DateTimeOffset MomentOf(string text, DateTimeOffset now)
    {
        if (Lifetime.TryParse(text, out var life))
            return now + life;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var moment) && moment > now
            ? moment
            : throw new SettingException($"--until is `{text}`; give a time to come such as 2026-12-31T18:00Z, or from now on such as 30d.");
    }
}
