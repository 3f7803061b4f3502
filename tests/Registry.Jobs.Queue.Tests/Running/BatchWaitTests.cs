using System.Collections.Concurrent;

namespace Registry.Jobs.Queue.Tests.Running;

public sealed class BatchWaitTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task The_first_job_of_an_idle_queue_waits_for_company()
    {
        var kind = Kinds.Plain with { BatchSize = 10, BatchWait = TimeSpan.FromSeconds(2) };
        var sizes = new ConcurrentQueue<int>();
        await StartWorkerAsync(
            "worker",
            (batch, _) =>
            {
                sizes.Enqueue(batch.Jobs.Count);
                return Task.CompletedTask;
            },
            options => options.Queues["default"] = new QueueOptions { Workers = 1 },
            kind);
        await EnqueueAsync(kind, "first");
        await RunsAsync("first", "worker");
        await EnqueueAsync(kind, "second", "third");
        await NoJobIsLeftAsync();

        Assert.Equal([3], sizes);
    }

    [Fact]
    public async Task Who_waits_for_company_gives_its_job_back_when_the_process_stops()
    {
        var kind = Kinds.Plain with { BatchSize = 10, BatchWait = TimeSpan.FromMinutes(1) };
        var host = await StartWorkerAsync("leaving", Effects.WriteAsync, kinds: kind);
        await EnqueueAsync(kind, "first");
        await RunsAsync("first", "leaving");

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancelled);

        Assert.Null((await JobAsync("first")).Worker);
        Assert.Equal(1, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
        Assert.Equal(1, Assert.Single(await AttemptsAsync("first")).Attempt);
    }
}
