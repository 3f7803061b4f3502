using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Index;

/// <summary><c>index verify</c>: whether the registry shows what its database says. 0 for yes, 1 for no.</summary>
internal static class VerifyVerb
{
    private const int Differs = 1;

    public static Command Command()
    {
        var arguments = new AuditArguments();
        var command = new Command(
            "verify", "Compares the sparse index, the git index and stored files with the database: ends with 0 when all agree, 1 when not.");
        arguments.AddTo(command);
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.RequireMigratedAsync(database, cancellationToken);
            using var host = RegistryApplication.BuildWorker(new Roles(Web: false, Worker: false), Settings.Of(parsed), database);
            var crates = await arguments.CratesAsync(parsed, host.Services.GetRequiredService<CrateIds>(), cancellationToken);
            await AuditReport.SayBlindSpotsAsync(host.Services, arguments.Files(parsed));
            var report = new AuditReport();
            await foreach (var page in host.Services.GetRequiredService<IndexAudit>().RunAsync(crates, arguments.Files(parsed), cancellationToken))
                report.Add(page);
            await report.SayAsync();
            return report.Differences == 0 ? 0 : Differs;
        });
        return command;
    }
}
