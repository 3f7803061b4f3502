namespace Registry.Jobs.Queue.Tests.Running;

public sealed class ExclusiveQueueTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Several_workers_never_run_an_exclusive_queue_at_the_same_time()
    {
        var running = 0;
        var most = 0;
        await EnqueueAsync(Kinds.Exclusive, [.. Enumerable.Range(0, 20).Select(number => $"{number}")]);

        foreach (var name in new[] { "one", "two", "three" })
            await StartWorkerAsync(name, HandleAsync, Exclusively, Kinds.Exclusive);
        await NoJobIsLeftAsync();

        Assert.Equal(1, most);
        Assert.Equal(20, (await EffectsAsync()).Length);

        async Task HandleAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(10, cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
            Interlocked.Decrement(ref running);
        }
    }

    [Fact]
    public async Task Another_process_takes_over_when_the_one_that_runs_it_is_killed()
    {
        var driver = BuildDriver(Effects.WriteAsync, Exclusively, Kinds.Exclusive);
        using var process = WorkerProcess.Start(ConnectionString, "doomed", Kinds.Exclusive);
        await EnqueueAsync(Kinds.Exclusive, WorkerProcess.Hang);
        await RunsAsync(WorkerProcess.Hang, "doomed");
        await EnqueueAsync(Kinds.Exclusive, "next");

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        await process.KillAsync();
        await Wait.UntilAsync(async () => await driver.RunAllPendingAsync(Cancelled) > 0, timeout: null, "the queue to be free");

        Assert.Equal([WorkerProcess.Hang, "next"], await EffectsAsync());
    }

    private static void Exclusively(JobQueueOptions options) =>
        options.Queues[Kinds.Exclusive.Queue] = new QueueOptions { Workers = 4, ClusterLimit = 1 };
}
