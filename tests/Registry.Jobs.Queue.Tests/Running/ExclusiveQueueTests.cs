namespace Registry.Jobs.Queue.Tests.Running;

public sealed class ExclusiveQueueTests(PostgresFixture postgres) : QueueTest(postgres)
{
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
