using System.CommandLine;
using Microsoft.Extensions.Options;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;
using Command = System.CommandLine.Command;

namespace Registry.App.Index;

/// <summary><c>index gc</c>: packs the git index where it is, beside whoever writes to it; from elsewhere it has a worker do it.</summary>
internal static class GcVerb
{
    public static Command Command()
    {
        var full = new Option<bool>("--full") { Description = "Pack everything anew, and not only what has come since the last time." };
        var command = new Command("gc", "Packs the git index. Publishes and clones go on meanwhile.") { full };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = RegistryConfiguration.Load(Settings.Of(parsed));
            SettingChecks.Check(configuration);
            await using var services = Services(configuration);
            if (!services.GetRequiredService<IOptions<GitIndexOptions>>().Value.Enabled)
                throw new CommandException($"There is no git index: {GitIndexOptions.Section}:Enabled is false.");
            if (services.GetRequiredService<IndexRepository>().Exists)
                await PackAsync(services.GetRequiredService<IndexPacking>(), parsed.GetValue(full), cancellationToken);
            else
                await EnqueueAsync(parsed, cancellationToken);
            return 0;
        });
        return command;
    }

    private static ServiceProvider Services(IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddLogging()
        .AddGitIndex(_ => Path.Combine(configuration.ReadRegistryOptions().DataPath, "index.git"))
        .BuildServiceProvider();

    private static async Task PackAsync(IndexPacking packing, bool full, CancellationToken cancellationToken)
    {
        var report = await packing.RunAsync(full, cancellationToken)
            ?? throw new CommandException("Another process is packing the git index. Try again when it is through.");
        Console.WriteLine($"before: {report.Before}");
        Console.WriteLine($"after: {report.After}");
        await Console.Error.WriteLineAsync(report.Full ? "Everything is packed anew." : "What was new is packed.");
    }

    private static async Task EnqueueAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await HandedToWorker.EnqueueAsync(parsed, IndexJobs.PackGitIndex, new PackGitIndex(Full: true), cancellationToken);
        await Console.Error.WriteLineAsync("The git index is not in this data directory; a worker will pack it where it is.");
    }
}
