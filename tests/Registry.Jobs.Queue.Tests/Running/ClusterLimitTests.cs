namespace Registry.Jobs.Queue.Tests.Running;

public sealed class ClusterLimitTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_attempts_run_in_all_processes_together_than_are_allowed(int limit)
    {
        var running = 0;
        var most = 0;
        var full = new TaskCompletionSource();
        await EnqueueAsync(Kinds.Exclusive, [.. Enumerable.Range(0, 30).Select(number => $"{number}")]);

        foreach (var name in new[] { "one", "two", "three" })
            await StartWorkerAsync(name, HandleAsync, options => Limit(options, limit), Kinds.Exclusive);
        await NoJobIsLeftAsync();

        Assert.Equal(limit, most);
        Assert.Equal(30, (await EffectsAsync()).Length);

        async Task HandleAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == limit)
                full.TrySetResult();

            // The first ones wait for one another, so that it is known how many there can be.
            await full.Task.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
            await Task.Delay(5, cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
            Interlocked.Decrement(ref running);
        }
    }

    [Fact]
    public async Task A_batch_is_one_attempt()
    {
        var kind = Kinds.Exclusive with { BatchSize = 10 };
        var gate = new Gate();
        await EnqueueAsync(kind, [.. Enumerable.Range(0, 10).Select(number => $"{number}")]);
        await StartWorkerAsync("one", (_, cancellationToken) => gate.PassAsync(cancellationToken), options => Limit(options, 1), kind);
        await gate.EnteredAsync();

        Assert.Equal((10, 0), ((await QueueAsync(kind.Queue)).Running, (await QueueAsync(kind.Queue)).Ready));
        gate.Open();
        await NoJobIsLeftAsync();
    }

    [Fact]
    public async Task Other_queues_are_not_limited()
    {
        var gate = new Gate();
        var limited = Kinds.Exclusive;
        await StartWorkerAsync(
            "worker",
            (batch, cancellationToken) => batch.Jobs[0].Arguments.Text == "limited" ? gate.PassAsync(cancellationToken) : Effects.WriteAsync(batch, cancellationToken),
            options => Limit(options, 1),
            limited,
            Kinds.Plain);
        await EnqueueAsync(limited, "limited");
        await gate.EnteredAsync();
        await EnqueueAsync(limited, "waits");
        await EnqueueAsync(Kinds.Plain, "runs");

        await Wait.UntilAsync(async () => (await JobsAsync("runs")).Count == 0, timeout: null, "the other queue's job");
        Assert.Equal(JobState.Ready, (await JobAsync("waits")).State);
        gate.Open();
        await NoJobIsLeftAsync();
    }

    private static void Limit(JobQueueOptions options, int limit) =>
        options.Queues[Kinds.Exclusive.Queue] = new QueueOptions { Workers = 4, ClusterLimit = limit };

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
                return;
        }
    }
}
