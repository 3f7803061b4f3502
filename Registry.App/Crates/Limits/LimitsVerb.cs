using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.App.Publishing;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Crates;

namespace Registry.App.Crates.Limits;

/// <summary><c>crate limits</c>: limits for a crate alone, which need not exist yet.</summary>
internal static class LimitsVerb
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The crate; it need not exist yet." };
    private static readonly Option<bool> Clear = new("--clear") { Description = "As for all crates again." };

    private static readonly IReadOnlyList<(CrateLimit Limit, Option<long?> Option)> Limits =
        [.. CrateLimit.All.Select(limit => (limit, new Option<long?>(limit.OptionName) { Description = limit.Description }))];

    public static Command Command()
    {
        var command = new Command("limits", "Prints what uploads of a crate may bring, or sets it for this crate alone.") { Name };
        foreach (var (_, option) in Limits)
            command.Options.Add(option);
        command.Options.Add(Clear);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var canonical = Checked(parsed);
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await using var db = database.CreateContext();
            await ChangeAsync(db, canonical, parsed, cancellationToken);
            Print(await db.FindLimitsAsync(canonical, cancellationToken), Settings.Of(parsed));
            return 0;
        });
        return command;
    }

    /// <returns>The crate's canonical name.</returns>
    private static string Checked(ParseResult parsed)
    {
        if (!CrateName.TryParse(parsed.GetRequiredValue(Name), out var name, out var nameFault))
            throw new SettingException($"NAME: {nameFault}.");
        foreach (var (limit, value) in Given(parsed))
        {
            if (limit.Fault(value) is { } fault)
                throw new SettingException($"{limit.OptionName} is {value}; {fault}.");
        }

        return parsed.GetValue(Clear) && Given(parsed).Any()
            ? throw new SettingException("--clear goes without other options; give it alone, and then what is to be set.")
            : name.Canonical;
    }

    private static async Task ChangeAsync(RegistryDbContext db, string canonical, ParseResult parsed, CancellationToken cancellationToken)
    {
        List<(CrateLimit Limit, long? Value)> changes = parsed.GetValue(Clear)
            ? [.. CrateLimit.All.Select(limit => (limit, (long?)null))]
            : [.. Given(parsed).Select(given => (given.Limit, (long?)given.Value))];
        if (changes.Count == 0)
            return;
        await db.ChangeLimitsAsync(
            canonical,
            own =>
            {
                foreach (var (limit, value) in changes)
                    limit.Set(own, value);
            },
            AuditActor.CommandLine.Does(AuditActions.SetCrateLimits, TimeProvider.System.GetUtcNow(), canonical, null, CrateLimit.Describe(changes)),
            cancellationToken);
    }

    private static void Print(CrateLimits? own, string[] settings)
    {
        var everybody = new PublishLimits();
        RegistryConfiguration.Load(settings).GetSection(PublishLimits.Section).Bind(everybody);
        var effective = everybody.For(own);
        foreach (var limit in CrateLimit.All)
            Console.WriteLine($"{limit.OptionName[2..]}\t{limit.Effective(effective)}\t{(own is not null && limit.Of(own) is not null ? "for this crate" : "for all")}");
    }

    private static IEnumerable<(CrateLimit Limit, long Value)> Given(ParseResult parsed) => Limits
        .Where(limit => parsed.GetValue(limit.Option) is not null)
        .Select(limit => (limit.Limit, parsed.GetValue(limit.Option)!.Value));
}
