using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Ordering;

/// <summary>Heads of an ordering key that are dead, discarded or retried.</summary>
public sealed class GivenUpHeadTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private string _failing = "";

    [Fact]
    public async Task A_dead_head_lets_the_next_one_go()
    {
        var driver = BuildOrderedDriver(mayFailOnce: true);
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");
        _failing = "a/1";

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/2"], await EffectsAsync());
        Assert.Equal(JobState.Dead, (await JobAsync("a/1")).State);
    }

    [Fact]
    public async Task A_head_that_stops_itself_lets_the_next_one_go()
    {
        var driver = BuildDriver(
            async (batch, cancellationToken) =>
            {
                if (batch.Jobs[0].Arguments.Text == "a/1")
                    batch.Stop(batch.Jobs[0], "It makes no sense.");
                else
                    await Effects.WriteAsync(batch, cancellationToken);
            },
            kinds: Kinds.Ordered);
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/2"], await EffectsAsync());
    }

    [Fact]
    public async Task Discarding_the_head_lets_the_next_one_go()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2", "a/3");
        _failing = "a/1";
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(1, await DiscardAsync(new JobFilter { Key = "a/1" }));

        Assert.Equal((JobState.Ready, JobState.Blocked), ((await JobAsync("a/2")).State, (await JobAsync("a/3")).State));
        await driver.RunAllPendingAsync(Cancelled);
        Assert.Equal(["a/2", "a/3"], await EffectsAsync());
    }

    [Fact]
    public async Task Discarding_one_in_the_middle_lets_nobody_go()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2", "a/3");
        _failing = "a/1";
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(1, await DiscardAsync(new JobFilter { Key = "a/2" }));
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Empty(await EffectsAsync());
        Assert.Equal(JobState.Blocked, (await JobAsync("a/3")).State);
    }

    [Fact]
    public async Task Dead_jobs_of_one_key_that_are_retried_together_run_in_their_order()
    {
        var driver = BuildOrderedDriver(mayFailOnce: true);
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2", "a/3", "b/1");
        _failing = "all";
        await driver.RunAllPendingAsync(Cancelled);
        await EnqueueAsync(Kinds.Ordered, "a/4");
        Assert.Equal(4, await QueryAsync<long>("SELECT count(*) FROM background_jobs WHERE state = 'dead'"));
        _failing = "";

        Assert.Equal(4, await RetryAsync(new JobFilter { State = JobState.Dead }));

        // The one that was added meanwhile had every right to run; it is not held back by those that were given up before.
        Assert.Equal(1, await QueryAsync<long>("SELECT count(*) FROM background_jobs WHERE ordering_key = 'a' AND state = 'ready'"));
        await driver.RunAllPendingAsync(Cancelled);
        Assert.Equal(["a/1", "a/2", "a/3"], [.. (await EffectsAsync()).Where(effect => effect is "a/1" or "a/2" or "a/3")]);
        Assert.Equal(5, (await EffectsAsync()).Length);
    }

    [Fact]
    public async Task A_retried_dead_job_and_a_waiting_head_do_not_run_at_the_same_time()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");
        await ExecuteAsync("UPDATE background_jobs SET state = 'dead' WHERE key = 'a/1'; UPDATE background_jobs SET state = 'ready' WHERE key = 'a/2'");
        _failing = "a/2";
        await driver.RunAllPendingAsync(Cancelled);
        _failing = "";

        Assert.Equal(2, await RetryAsync(new JobFilter()));
        Assert.Equal((JobState.Ready, JobState.Blocked), ((await JobAsync("a/1")).State, (await JobAsync("a/2")).State));
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1", "a/2"], await EffectsAsync());
    }

    [Fact]
    public async Task A_blocked_job_is_not_retried()
    {
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");

        Assert.Equal(0, await RetryAsync(new JobFilter { Key = "a/2" }));

        Assert.Equal(JobState.Blocked, (await JobAsync("a/2")).State);
    }

    private JobTestDriver BuildOrderedDriver(bool mayFailOnce = false) => BuildDriver(
        (batch, cancellationToken) => _failing == "all" || batch.Jobs[0].Arguments.Text == _failing
            ? throw new InvalidOperationException("Broken.")
            : Effects.WriteAsync(batch, cancellationToken),
        options => options.Retry = new RetryPolicy { MaxAttempts = mayFailOnce ? 1 : null },
        Kinds.Ordered);
}
