using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Registry.Jobs.Index.Git.Squashing;

namespace Registry.App.Index;

/// <summary><c>index squash</c>: collapses the history of the git index, beside publishes.</summary>
internal static class SquashVerb
{
    private static string Actor => $"{Environment.UserName}@{Environment.MachineName}";

    public static Command Command()
    {
        var enqueue = new Option<bool>("--enqueue") { Description = "Leave it to a worker." };
        var command = new Command("squash", "Collapses the history of the git index into one commit; the old one is kept on a branch.") { enqueue };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = RegistryConfiguration.Load(Settings.Of(parsed));
            SettingChecks.Check(configuration);
            await (parsed.GetValue(enqueue) ? EnqueueAsync(parsed, cancellationToken) : SquashAsync(configuration, cancellationToken));
            return 0;
        });
        return command;
    }

    /// <summary>Needs no database, so it works without a running registry too.</summary>
    private static async Task SquashAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = configuration.ReadRegistryOptions();
        await using var services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddLogging(logging => logging.AddRegistryLogging())
            .AddSingleton(new IndexConfiguration(new PublicUrl(() => ListeningAddress.Resolve(options, configuration)), options.Private))
            .AddGitIndex(_ => Path.Combine(options.DataPath, "index.git"))
            .BuildServiceProvider();
        var repository = services.GetRequiredService<IndexRepository>();
        var git = configuration.GetSection(GitIndexOptions.Section).Get<GitIndexOptions>() ?? new GitIndexOptions();
        if (!git.Enabled)
            throw new CommandException("There is no git index: Index:Git:Enabled is false.");
        if (!git.HasRemote && !repository.Exists)
            throw new CommandException($"There is no git index at {repository.Path} yet.");
        try
        {
            Say(await services.GetRequiredService<IndexSquash>().RunAsync(cancellationToken), repository.Head);
        }
        catch (Exception exception) when (exception is RemoteException or IndexHeadMovedException or IndexLockedException)
        {
            throw new CommandException(exception.Message);
        }
    }

    private static void Say(SquashedIndex? squashed, string head)
    {
        if (squashed is null)
        {
            Console.Error.WriteLine($"The git index is one commit already: {head}.");
            return;
        }

        Console.WriteLine($"old head  {squashed.OldHead}");
        Console.WriteLine($"new head  {squashed.NewHead}");
        Console.WriteLine($"snapshot  {squashed.Snapshot}");
    }

    private static async Task EnqueueAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await HandedToWorker.EnqueueAsync(parsed, IndexJobs.SquashGitIndex, new SquashGitIndex(Actor), cancellationToken);
        await Console.Error.WriteLineAsync("A worker of the queue git squashes the git index.");
    }
}
