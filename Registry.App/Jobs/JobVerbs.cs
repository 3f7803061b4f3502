using System.CommandLine;
using Npgsql;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary><c>jobs list</c>, <c>retry</c>, <c>discard</c>, <c>pause</c> and <c>resume</c>: what the operators' pages do, for scripts.</summary>
internal static class JobVerbs
{
    private const int PageSize = 500;

    private static string Actor => $"{Environment.UserName}@{Environment.MachineName}";

    public static Command Command() =>
        new("jobs", "Shows and steers background jobs.") { List(), Retry(), Discard(), Pause(), Resume() };

    private static Command List()
    {
        var filter = new JobFilterOptions();
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest first.", DefaultValueFactory = _ => 1000 };
        var json = new Option<bool>("--json") { Description = "Prints a JSON array." };
        var command = Verb("list", "Prints unfinished jobs, the newest first.", async (parsed, database, cancellationToken) =>
        {
            var jobs = await ReadAsync(database, filter.Read(parsed), parsed.GetValue(limit), cancellationToken);
            await (parsed.GetValue(json) ? JobListing.WriteJsonAsync(jobs, Console.Out) : JobListing.WriteTableAsync(jobs, Console.Out));
        });
        filter.AddTo(command);
        command.Options.Add(limit);
        command.Options.Add(json);
        return command;
    }

    private static Command Retry() => Chosen("retry", "Has jobs tried now.", [], "retried", async (administrator, connection, filter, _, cancellationToken) =>
        await administrator.RetryAsync(connection, filter, Actor, cancellationToken));

    private static Command Discard()
    {
        var reason = new Option<string>("--reason") { Description = "Why. It is kept, and whoever sees the change reads it.", Required = true };
        return Chosen(
            "discard", "Removes jobs for good.", [reason], "discarded", async (administrator, connection, filter, parsed, cancellationToken) =>
                await administrator.DiscardAsync(connection, filter, Actor, Given(parsed, reason), cancellationToken));
    }

    private static Command Pause()
    {
        var queue = new Argument<string>("queue") { Description = "The queue." };
        var reason = new Option<string>("--reason")
        {
            Description = "Why; authors see it on their status pages.",
            DefaultValueFactory = _ => "paused by an operator",
        };
        var command = Verb("pause", "Begins no more jobs of a queue, in all processes.", async (parsed, database, cancellationToken) =>
        {
            var name = QueueSettings.Known(parsed.GetRequiredValue(queue), "QUEUE");
            await using var services = Services(database);
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            var paused = await services.GetRequiredService<JobAdministrator>()
                .PauseAsync(connection, name, Actor, Given(parsed, reason), cancellationToken);
            await Console.Error.WriteLineAsync(paused ? $"{name} is paused." : $"{name} was paused already.");
        });
        command.Arguments.Add(queue);
        command.Options.Add(reason);
        return command;
    }

    private static Command Resume()
    {
        var queue = new Argument<string>("queue") { Description = "The queue." };
        var command = Verb("resume", "Begins jobs of a paused queue again.", async (parsed, database, cancellationToken) =>
        {
            var name = QueueSettings.Known(parsed.GetRequiredValue(queue), "QUEUE");
            await using var services = Services(database);
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            var resumed = await services.GetRequiredService<JobAdministrator>().ResumeAsync(connection, name, Actor, cancellationToken);
            await Console.Error.WriteLineAsync(resumed ? $"{name} goes on." : $"{name} was not paused.");
        });
        command.Arguments.Add(queue);
        return command;
    }

    /// <summary>A verb about jobs that are named, or that match.</summary>
    private static Command Chosen(
        string name, string description, Option[] options, string done,
        Func<JobAdministrator, NpgsqlConnection, JobFilter, ParseResult, CancellationToken, Task<int>> act)
    {
        var ids = new Argument<long[]>("id") { Description = "The jobs' ids, as `jobs list` prints them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All jobs that match, or all." };
        var filter = new JobFilterOptions();
        var command = Verb(name, description, async (parsed, database, cancellationToken) =>
        {
            var chosen = filter.Read(parsed) with { Ids = parsed.GetValue(ids) is { Length: > 0 } given ? given : null };
            if (chosen.Ids is null && !parsed.GetValue(all))
                throw new SettingException($"Say which jobs: their ids, or --all, which --queue, --kind, --key, --state and --error narrow down.");
            await using var services = Services(database);
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            var count = await act(services.GetRequiredService<JobAdministrator>(), connection, chosen, parsed, cancellationToken);
            await Console.Error.WriteLineAsync(count == 1 ? $"1 job is {done}." : $"{count} jobs are {done}.");
            if (chosen.Ids is { } wanted && count < wanted.Distinct().Count())
                throw new CommandException("The others are done, running, or need no such thing.");
        });
        command.Arguments.Add(ids);
        command.Options.Add(all);
        foreach (var option in options)
            command.Options.Add(option);
        filter.AddTo(command);
        return command;
    }

    private static async Task<List<JobDetails>> ReadAsync(Database database, JobFilter filter, int limit, CancellationToken cancellationToken)
    {
        await using var services = Services(database);
        var inspector = services.GetRequiredService<JobInspector>();
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var jobs = new List<JobDetails>();
        while (jobs.Count < limit)
        {
            var page = await inspector.PageAsync(
                connection, filter, jobs.Count == 0 ? null : jobs[^1].Id, Math.Min(PageSize, limit - jobs.Count), cancellationToken);
            if (page.Count == 0)
                break;
            jobs.AddRange(page);
        }

        return jobs;
    }

    private static string Given(ParseResult parsed, Option<string> reason) =>
        parsed.GetRequiredValue(reason) is var text && !string.IsNullOrWhiteSpace(text) ? text : throw new SettingException("--reason is empty.");

    private static ServiceProvider Services(Database database) => new ServiceCollection()
        .AddLogging()
        .AddJobQueue(options => options.ConnectionString = database.ConnectionString)
        .Services.BuildServiceProvider();

    private static Command Verb(string name, string description, Func<ParseResult, Database, CancellationToken, Task> run)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
            await RegistryApplication.MigrateAsync(database, cancellationToken);
            await run(parsed, database, cancellationToken);
            return 0;
        });
        return command;
    }
}
