using System.CommandLine;
using System.Globalization;
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

    private static async Task ChangeAsync(RegistryDbContext db, User user, ParseResult parsed, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var order = parsed.GetValue(Clear)
            ? null
            : new UserLimitOrder(
                parsed.GetValue(Burst)!.Value, parsed.GetValue(Rate) is { } rate ? RateOf(rate) : null,
                parsed.GetValue(Until) is { } until ? MomentOf(until, now) : null);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await UserLimits.ChangeAsync(db, user, parsed.GetValue(Action), order, AuditActor.CommandLine, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task PrintAsync(RegistryDbContext db, User user, string[] settings, CancellationToken cancellationToken)
    {
        var options = new RateLimitOptions();
        RegistryConfiguration.Load(settings).GetSection(RateLimitOptions.Section).Bind(options);
        await Console.Error.WriteLineAsync("ACTION\tBURST\tRATE\tUNTIL");
        foreach (var limit in await UserLimits.ReadAsync(db, user.Id, options, TimeProvider.System.GetUtcNow(), cancellationToken))
        {
            var until = !limit.IsOwn ? "for everybody" : limit.Until?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "for ever";
            Console.WriteLine(limit.Burst == 0 ? $"{limit.Action}\tno limit\t\t{until}" : $"{limit.Action}\t{limit.Burst}\t{limit.Rate:c}\t{until}");
        }
    }

    private static TimeSpan RateOf(string text) =>
        UserLimitOrder.RateOf(text) ?? throw new SettingException($"--rate is `{text}`; give a time such as 00:01:00.");

    private static DateTimeOffset MomentOf(string text, DateTimeOffset now) => UserLimitOrder.MomentOf(text, now)
        ?? throw new SettingException($"--until is `{text}`; give a time to come such as 2026-12-31T18:00Z, or from now on such as 30d.");
}
