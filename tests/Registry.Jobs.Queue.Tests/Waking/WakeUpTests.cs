using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Tests.Waking;

/// <summary>With an hour between polls, what runs at all runs because somebody was told.</summary>
public sealed class WakeUpTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private const string EndListeners = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jobs listener'
        """;

    private const string WorkerIsIdle = """
        SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'worker %' AND state = 'idle'
          AND clock_timestamp() - state_change > interval '200 ms')
        """;

    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_job_added_in_another_process_wakes_the_worker()
    {
        await StartWorkerAsync("worker", Effects.WriteAsync, Rarely);
        await Client.StartAsync();

        await RunsPromptlyAsync(Client, "one");
        await RunsPromptlyAsync(Client, "two");
    }

    [Fact]
    public async Task A_job_added_in_the_same_process_wakes_the_worker_without_a_detour()
    {
        var host = Build(
            queue =>
            {
                queue.Services.AddSingleton<Handling>(Effects.WriteAsync);
                queue.AddHandler<Note, NoteHandler>(Kinds.Plain).AddWorkers();
                var listener = queue.Services.Single(service => service.ImplementationType == typeof(NewsListener));
                queue.Services.Remove(listener);
            },
            Rarely);
        await host.StartAsync();

        await RunsPromptlyAsync(host, "one");
        await RunsPromptlyAsync(host, "two");
    }

    [Fact]
    public async Task A_follow_up_wakes_its_queue()
    {
        await StartWorkerAsync("worker", async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            if (batch.Jobs[0].Arguments.Text == "one")
                await batch.EnqueueAsync(Kinds.Exclusive, new Note("after"), cancellationToken);
        }, Rarely, Kinds.Plain, Kinds.Exclusive);
        await Client.StartAsync();

        await RunsPromptlyAsync(Client, "one");

        Assert.Equal(["one", "after"], await EffectsAsync());
    }

    [Fact]
    public async Task A_listener_whose_connection_is_ended_comes_back_and_says_that_everything_may_have_changed()
    {
        var worker = BuildWorker("worker", Effects.WriteAsync, Rarely);
        var everything = 0;
        using var subscription = worker.Feed.Subscribe(news => everything += news == JobNews.Everything ? 1 : 0);
        await worker.StartAsync();
        await Client.StartAsync();
        await Wait.UntilAsync(() => everything == 1, Promptly, "the listener");

        Assert.InRange(await QueryAsync<long>(EndListeners), 1, 2);

        await Wait.UntilAsync(() => everything == 2, Promptly, "the listener to be back");
        await RunsPromptlyAsync(Client, "one");
        await RunsPromptlyAsync(Client, "two");
    }

    [Fact]
    public async Task A_job_added_while_nobody_listened_is_found_by_the_listener_that_comes_back()
    {
        await StartWorkerAsync("worker", Effects.WriteAsync, Rarely);
        await Client.StartAsync();
        await RunsPromptlyAsync(Client, "one");
        await Wait.UntilAsync(() => QueryAsync<bool>(WorkerIsIdle), Promptly, "the worker to be idle");

        // Added without a word to anybody.
        await EnqueueAsync(Kinds.Plain, "two");
        await QueryAsync<long>(EndListeners);

        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, Promptly, "the job to run");
    }

    private static void Rarely(JobQueueOptions options)
    {
        options.PollInterval = TimeSpan.FromHours(1);
        options.Queues["default"] = new QueueOptions { Workers = 1 };
    }

    private async Task RunsPromptlyAsync(QueueHost enqueuer, string text)
    {
        await Wait.UntilAsync(() => QueryAsync<bool>(WorkerIsIdle), Promptly, "the worker to be idle");
        await EnqueueAsync(Kinds.Plain, text);
        enqueuer.Queue.Wake(Kinds.Plain);
        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, Promptly, "the job to run");
    }
}
