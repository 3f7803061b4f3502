using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs.Index.Repair;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Index;

/// <summary><c>index repair</c>: has the workers mend what <c>index verify</c> finds. 1 when there is something that they cannot.</summary>
internal static class RepairVerb
{
    private const int NotAll = 1;

    /// <summary>Differences that come one by one are mended together.</summary>
    private const int MendAtOnce = 200;

    public static Command Command()
    {
        var arguments = new AuditArguments();
        var command = new Command("repair", "Finds what `index verify` finds, and enqueues the jobs that mend it.");
        arguments.AddTo(command);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.RequireMigratedAsync(database, cancellationToken);
            using var host = RegistryApplication.BuildWorker(new Roles(Web: false, Worker: false), Settings.Of(parsed), database);
            var crates = await arguments.CratesAsync(parsed, host.Services.GetRequiredService<CrateIds>(), cancellationToken);
            await AuditReport.SayBlindSpotsAsync(host.Services, arguments.Files(parsed));
            return await RunAsync(host.Services, crates, arguments.Files(parsed), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, IReadOnlyCollection<long>? crates, FileScope files, CancellationToken cancellationToken)
    {
        var repair = services.GetRequiredService<IndexRepair>();
        var report = new AuditReport();
        var mendable = new List<IndexDifference>();
        var (jobs, beyondMending) = (0, 0);
        await foreach (var page in services.GetRequiredService<IndexAudit>().RunAsync(crates, files, cancellationToken))
        {
            report.Add(page);
            mendable.AddRange(page.Differences.Where(IndexRepair.CanMend));
            beyondMending += page.Differences.Count(difference => !IndexRepair.CanMend(difference));
            if (mendable.Count < MendAtOnce)
                continue;
            jobs += await repair.MendAsync(mendable, cancellationToken);
            mendable.Clear();
        }

        jobs += await repair.MendAsync(mendable, cancellationToken);
        await report.SayAsync();
        await Console.Error.WriteLineAsync(jobs == 0 ? "Nothing is enqueued." : $"{Words.Count(jobs, "job is", "jobs are")} enqueued; see `registry jobs list`.");
        if (beyondMending > 0)
            await Console.Error.WriteLineAsync($"{Words.Count(beyondMending, "difference", "differences")} no job can mend.");
        return beyondMending == 0 ? 0 : NotAll;
    }
}
