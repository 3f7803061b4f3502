using System.CommandLine;
using Npgsql;
using Registry.App.Hosting;
using Registry.App.Hosting.Postgres;
using Registry.Jobs;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Monitoring.Running;
using Command = System.CommandLine.Command;

namespace Registry.App.Cli;

/// <summary><c>monitor</c>: one run of the checks, for cron and for people; or a test page.</summary>
internal static class MonitorVerb
{
    private const int Healthy = 0;
    private const int Unhealthy = 1;
    private const int CouldNotTell = 2;

    public static Command Command()
    {
        var testPage = new Option<bool>("--test-page") { Description = "Send a test page through every channel instead." };
        var command = new Command(
            "monitor", "Makes every check once, and pages what it finds: ends with 0 when all is well, 1 when not, 2 when it could not tell.")
        {
            testPage,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) =>
        {
            SettingChecks.Check(RegistryConfiguration.Load(Settings.Of(parsed)));
            return parsed.GetValue(testPage) ? TestAsync(parsed, cancellationToken) : CheckAsync(parsed, cancellationToken);
        });
        return command;
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.RequireMigratedAsync(database, cancellationToken);
            using var host = RegistryApplication.BuildWorker(new Roles(Web: false, Worker: false), Settings.Of(parsed), database);
            var report = await host.Services.GetRequiredService<MonitorRunner>().RunAsync(null, cancellationToken);
            return await SayAsync(report!);
        }
        catch (Exception exception) when (exception is NpgsqlException or CommandException or TimeoutException or OperationCanceledException or IOException
            or UnauthorizedAccessException or PostgresNotFoundException or EmbeddedPostgresException)
        {
            return await CouldNotTellAsync(exception is NpgsqlException ? $"The database cannot be reached: {exception.Message}" : exception.Message);
        }
    }

    private static async Task<int> SayAsync(RunReport report)
    {
        foreach (var finding in report.Findings)
            Console.WriteLine($"{finding.Key}: {finding.Sentence}");
        var findings = report.Findings.Count();
        await Console.Error.WriteLineAsync(report.Outcome switch
        {
            RunOutcome.Healthy => $"Healthy: {Words.Count(report.Results.Count, "check", "checks")}, nothing found.",
            RunOutcome.Unhealthy => $"Unhealthy: {Words.Count(findings, "finding", "findings")}.",
            _ => "Not every check could be made.",
        });
        return report.Outcome switch
        {
            RunOutcome.Healthy => Healthy,
            RunOutcome.Unhealthy => Unhealthy,
            _ => CouldNotTell,
        };
    }

    /// <summary>Needs no database: a page has to arrive whatever else is broken.</summary>
    private static async Task<int> TestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var configuration = RegistryConfiguration.Load(Settings.Of(parsed));
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => logging.AddRegistryLogging())
            .AddSingleton(new PublicUrl(() => ListeningAddress.Resolve(configuration.ReadRegistryOptions(), configuration)))
            .AddPagingChannels()
            .BuildServiceProvider();
        var results = await services.GetRequiredService<TestPage>().SendAsync(cancellationToken);
        foreach (var (channel, error) in results)
            Console.WriteLine(error is null ? $"{channel}: sent" : $"{channel}: failed: {error}");
        Console.WriteLine("log: written");
        if (results.Count == 0)
            await Console.Error.WriteLineAsync("No channel has settings, so pages go to the log alone; see `Paging:…` in docs/operating.md.");
        return results.All(result => result.Error is null) ? Healthy : Unhealthy;
    }

    private static async Task<int> CouldNotTellAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return CouldNotTell;
    }
}
