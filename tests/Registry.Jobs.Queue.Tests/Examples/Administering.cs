using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Administering(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_queue_is_paused_and_resumed()
    {
        var (administrator, cancellationToken) = (Client.Services.GetRequiredService<JobAdministrator>(), Cancelled);
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        await administrator.PauseAsync(connection, "mail", actor: "ada", reason: "The mail server moves.", cancellationToken);
        await administrator.ResumeAsync(connection, "mail", actor: "ada", cancellationToken);

        Assert.Equal(["pause", "resume"], [.. (await ActionsAsync()).Select(action => action.Action)]);
    }

    [Fact]
    public async Task Jobs_are_retried_and_discarded()
    {
        var (administrator, inspector, cancellationToken) = (Administrator, Inspector, Cancelled);
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, arguments, state, last_error) VALUES
                ('mail', 'send_letter', '{}', 'dead', 'The post office refused the letter.'), ('mail', 'send_letter', '{}', 'dead', 'No.')
            """);
        var id = await QueryAsync<long>("SELECT max(id) FROM background_jobs");
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        var refused = new JobFilter { Kind = "send_letter", State = JobState.Dead, Error = "refused" };
        await administrator.RetryAsync(connection, refused, actor: "ada", cancellationToken);

        var wrong = new JobFilter { Ids = [id] };
        await administrator.DiscardAsync(connection, wrong, actor: "ada", reason: "The customer has moved.", cancellationToken);

        var actions = await inspector.ActionsAsync(connection, jobId: null, limit: 20, cancellationToken);

        Assert.Equal(["discard", "retry"], [.. actions.Select(action => action.Action)]);
        Assert.Equal("ready", await QueryAsync<string>("SELECT state FROM background_jobs"));

        await administrator.RestoreAsync(connection, [id], [MailJobs.Welcome], actor: "ada", reason: "She has not.", cancellationToken);

        Assert.Equal(2, await CountJobsAsync());
    }

    [Fact]
    public async Task What_was_seen_is_stopped_and_nothing_else()
    {
        var (administrator, inspector, cancellationToken) = (Administrator, Inspector, Cancelled);
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, arguments) VALUES ('mail', 'send_letter', '{}'), ('mail', 'send_letter', '{}')");
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        var letters = new JobFilter { Kind = "send_letter" };
        var seen = await inspector.MatchingAsync(connection, letters, cancellationToken);

        var those = letters with { Ids = [.. seen.SelectMany(jobs => jobs.Ids)] };
        await administrator.StopAsync(connection, those, actor: "ada", reason: "The address is wrong.", cancellationToken);

        Assert.Equal(2, await QueryAsync<long>("SELECT count(*) FROM background_jobs WHERE state = 'dead'"));
    }

    [Fact]
    public async Task A_queue_has_a_limit_for_all_processes_together()
    {
        var printed = Kinds.Named("print") with { Queue = "printer" };
        var driver = BuildDriver(
            Effects.WriteAsync,
            options =>
            {
                options.Queues["printer"] = new QueueOptions { Workers = 2, ClusterLimit = 1 };
            },
            printed);
        await EnqueueAsync(printed, "a page");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }
}
