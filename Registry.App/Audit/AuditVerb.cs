using System.CommandLine;
using System.Text.Json;
using Registry.App.Cli;
using Registry.App.Hosting;

namespace Registry.App.Audit;

/// <summary><c>audit</c>: who did what.</summary>
internal static class AuditVerb
{
    private const int PageSize = 500;

    public static Command Command()
    {
        var user = new Option<string?>("--user") { Description = "Done by this user, or account of a machine." };
        var crate = new Option<string?>("--crate") { Description = "Done to this crate." };
        var action = new Option<string?>("--action") { Description = "Where this was done, such as yank or set_role." };
        var since = new Option<string?>("--since") { Description = "Not longer ago than this, such as 12h, 7d or 4w." };
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest first.", DefaultValueFactory = _ => 1000 };
        var json = new Option<bool>("--json") { Description = "Prints a JSON array." };
        var command = new Command("audit", "Prints who did what, the newest first.") { user, crate, action, since, limit, json };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = new AuditFilter
            {
                User = parsed.GetValue(user),
                Crate = parsed.GetValue(crate),
                Action = parsed.GetValue(action),
                Since = parsed.GetValue(since) is { } ago ? TimeProvider.System.GetUtcNow() - Spans.Parse(ago, "--since") : null,
            };
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            var lines = await ReadAsync(new AuditReader(database.DataSource), filter, parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(lines, AuditLine.Json));
            else
                await WriteAsync(lines);
            return 0;
        });
        return command;
    }

    private static async Task<List<AuditLine>> ReadAsync(AuditReader log, AuditFilter filter, int limit, CancellationToken cancellationToken)
    {
        var lines = new List<AuditLine>();
        AuditCursor? next = null;
        while (lines.Count < limit)
        {
            var page = await log.ReadAsync(filter, next, Math.Min(PageSize, limit - lines.Count), cancellationToken);
            lines.AddRange(page.Lines);
            next = page.Next;
            if (next is null)
                break;
        }

        return lines;
    }

    private static async Task WriteAsync(List<AuditLine> lines)
    {
        await Console.Error.WriteLineAsync(lines.Count == 0 ? "There are no such entries." : "TIME\tFROM\tWHO\tWHAT\tCRATE\tDETAILS");
        foreach (var line in lines)
            Console.WriteLine(line);
    }
}
