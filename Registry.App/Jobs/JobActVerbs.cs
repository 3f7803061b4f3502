using System.CommandLine;
using Npgsql;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary><c>jobs retry</c>, <c>stop</c>, <c>discard</c> and <c>restore</c>: what is done to jobs, for scripts.</summary>
internal static class JobActVerbs
{
    public static Command Retry() => Chosen("retry", "Has jobs tried now.", [], "retried", async (administrator, connection, filter, _, cancellationToken) =>
        await administrator.RetryAsync(connection, filter, JobVerbs.Actor, cancellationToken));

    public static Command Stop()
    {
        var reason = new Option<string>("--reason") { Description = "Why. It is kept, and authors see it.", Required = true };
        return Chosen(
            "stop", "Has jobs wait until they are retried.", [reason], "stopped", async (administrator, connection, filter, parsed, cancellationToken) =>
                await administrator.StopAsync(connection, filter, JobVerbs.Actor, JobVerbs.Given(parsed, reason), cancellationToken));
    }

    public static Command Discard()
    {
        var reason = new Option<string>("--reason") { Description = "Why. It is kept, and authors see it.", Required = true };
        return Chosen(
            "discard", "Removes jobs, until they are restored.", [reason], "discarded", async (administrator, connection, filter, parsed, cancellationToken) =>
                await administrator.DiscardAsync(connection, filter, JobVerbs.Actor, JobVerbs.Given(parsed, reason), cancellationToken));
    }

    public static Command Restore()
    {
        var ids = Ids(ArgumentArity.OneOrMore, "The ids of discarded jobs.");
        var reason = new Option<string?>("--reason") { Description = "Why. It is kept." };
        var command = JobVerbs.Verb("restore", "Puts discarded jobs back.", async (parsed, database, cancellationToken) =>
        {
            var wanted = parsed.GetRequiredValue(ids).Distinct().ToArray();
            await using var services = JobVerbs.Services(database);
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            var count = await services.GetRequiredService<JobAdministrator>()
                .RestoreAsync(connection, wanted, RegistryKinds.All, JobVerbs.Actor, parsed.GetValue(reason), cancellationToken);
            await Console.Error.WriteLineAsync(count == 1 ? "1 job is put back." : $"{count} jobs are put back.");
            if (count < wanted.Length)
                throw new CommandException("The others were not discarded, or have been put back already.");
        });
        command.Arguments.Add(ids);
        command.Options.Add(reason);
        return command;
    }

    /// <summary>A verb about jobs that are named, or that match.</summary>
    private static Command Chosen(
        string name, string description, Option[] options, string done,
        Func<JobAdministrator, NpgsqlConnection, JobFilter, ParseResult, CancellationToken, Task<int>> act)
    {
        var ids = Ids(ArgumentArity.ZeroOrMore, "The jobs' ids, as `jobs list` prints them.");
        var all = new Option<bool>("--all") { Description = "All jobs that match, or all." };
        var expected = new Option<int?>("--expected") { Description = "Does nothing when it would be done to more jobs than this." };
        var filter = new JobFilterOptions();
        var command = JobVerbs.Verb(name, description, async (parsed, database, cancellationToken) =>
        {
            var chosen = filter.Read(parsed) with
            {
                Ids = parsed.GetValue(ids) is { Length: > 0 } given ? given : null,
                AtMost = parsed.GetValue(expected),
            };
            if (chosen.Ids is null && !parsed.GetValue(all))
                throw new SettingException($"Say which jobs: their ids, or --all, which --queue, --kind, --key, --state and --error narrow down.");
            await using var services = JobVerbs.Services(database);
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            try
            {
                var count = await act(services.GetRequiredService<JobAdministrator>(), connection, chosen, parsed, cancellationToken);
                await Console.Error.WriteLineAsync(count == 1 ? $"1 job is {done}." : $"{count} jobs are {done}.");
                if (chosen.Ids is { } wanted && count < wanted.Distinct().Count())
                    throw new CommandException("The others are done, running, or need no such thing.");
            }
            catch (MoreJobsException more)
            {
                throw new CommandException($"It would be {more.Count} jobs, more than --expected {chosen.AtMost}. Nothing was done.");
            }
        });
        command.Arguments.Add(ids);
        command.Options.Add(all);
        command.Options.Add(expected);
        foreach (var option in options)
            command.Options.Add(option);
        filter.AddTo(command);
        return command;
    }

    private static Argument<long[]> Ids(ArgumentArity arity, string description) => new("id") { Description = description, Arity = arity };
}
