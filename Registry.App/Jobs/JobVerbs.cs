using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary>The verb <c>jobs</c>: what the operators' pages show and do, for scripts.</summary>
internal static class JobVerbs
{
    private const int PageSize = 500;

    public static string Actor => $"{Environment.UserName}@{Environment.MachineName}";

    public static Command Command() =>
        new("jobs", "Shows and steers background jobs.")
        {
            List(), JobActVerbs.Retry(), JobActVerbs.Stop(), JobActVerbs.Discard(), JobActVerbs.Restore(), Pause(), Resume(),
        };

    private static Command List()
    {
        var filter = new JobFilterOptions(withDone: true);
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest first.", DefaultValueFactory = _ => 1000 };
        var json = new Option<bool>("--json") { Description = "Prints a JSON array." };
        var command = Verb("list", "Prints unfinished jobs, or those that were done; the newest first.", async (parsed, database, cancellationToken) =>
        {
            var jobs = await ReadAsync(database, filter.Read(parsed), filter.IsDone(parsed), parsed.GetValue(limit), cancellationToken);
            await (parsed.GetValue(json) ? JobListing.WriteJsonAsync(jobs, Console.Out) : JobListing.WriteTableAsync(jobs, Console.Out));
        });
        filter.AddTo(command);
        command.Options.Add(limit);
        command.Options.Add(json);
        return command;
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

    private static async Task<List<ListedJob>> ReadAsync(Database database, JobFilter filter, bool done, int limit, CancellationToken cancellationToken)
    {
        await using var services = Services(database);
        var inspector = services.GetRequiredService<JobInspector>();
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var jobs = new List<ListedJob>();
        while (jobs.Count < limit)
        {
            var (before, size) = (jobs.Count == 0 ? (long?)null : jobs[^1].Id, Math.Min(PageSize, limit - jobs.Count));
            IReadOnlyList<ListedJob> page = done
                ? [.. (await inspector.DoneAsync(connection, filter, before, size, cancellationToken)).Select(ListedJob.From)]
                : [.. (await inspector.PageAsync(connection, filter, before, size, cancellationToken)).Select(ListedJob.From)];
            if (page.Count == 0)
                break;
            jobs.AddRange(page);
        }

        return jobs;
    }

    public static string Given(ParseResult parsed, Option<string> reason) =>
        parsed.GetRequiredValue(reason) is var text && !string.IsNullOrWhiteSpace(text) ? text : throw new SettingException("--reason is empty.");

    public static ServiceProvider Services(Database database) => new ServiceCollection()
        .AddLogging()
        .AddJobQueue(options => options.ConnectionString = database.ConnectionString)
        .Services.BuildServiceProvider();

    public static Command Verb(string name, string description, Func<ParseResult, Database, CancellationToken, Task> run)
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
