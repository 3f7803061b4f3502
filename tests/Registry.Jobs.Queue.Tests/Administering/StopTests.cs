namespace Registry.Jobs.Queue.Tests.Administering;

/// <summary>A person stops jobs and has them go on.</summary>
public sealed class StopTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_stopped_job_is_not_tried_until_it_is_retried_and_says_who_stopped_it()
    {
        var driver = BuildDriver(Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, "ready");
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "later");

        Assert.Equal(2, await StopAsync(new JobFilter()));

        Assert.Equal((JobState.Dead, "Stopped by ada: Not now."), ((await JobAsync("ready")).State, (await JobAsync("ready")).LastError));
        var group = Assert.Single(await WithConnectionAsync(connection => Inspector.ErrorGroupsAsync(connection, new JobFilter(), 10, Cancelled)));
        Assert.Equal((2L, (await ActionsAsync())[0].At), (group.Count, group.FirstAt));
        Assert.All(await ActionsAsync(), action => Assert.Equal(("stop", "ada", "Not now."), (action.Action, action.Actor, action.Reason)));
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal(2, await RetryAsync(new JobFilter()));
        Assert.Null((await JobAsync("ready")).LastError);
        Assert.Equal(2, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal(["ready", "later"], await EffectsAsync());
    }

    [Fact]
    public async Task What_a_stopped_job_failed_of_before_is_still_told()
    {
        await EnqueueAsync(Kinds.Plain, "1");
        await BuildDriver((_, _) => throw new InvalidOperationException("The disk is full."), RetryInAnHour).RunAllPendingAsync(Cancelled);
        await StopAsync(new JobFilter());
        Assert.Equal((JobState.Dead, "The disk is full."), ((await JobAsync("1")).State, (await JobAsync("1")).LastError));
        await RetryAsync(new JobFilter());
        Assert.Equal("The disk is full.", (await JobAsync("1")).LastError);
    }

    [Fact]
    public async Task Jobs_that_run_or_are_dead_are_not_stopped()
    {
        var gate = new Gate();
        await StartWorkerAsync("worker", (_, cancellationToken) => gate.PassAsync(cancellationToken));
        await EnqueueAsync(Kinds.Plain, "running");
        await gate.EnteredAsync();
        await EnqueueAsync(Kinds.FollowUp, "dead");
        await ExecuteAsync("UPDATE background_jobs SET state = 'dead' WHERE key = 'dead'");

        Assert.Equal(0, await StopAsync(new JobFilter()));

        Assert.Empty(await ActionsAsync());
        gate.Open();
        await Wait.UntilAsync(async () => await CountJobsAsync() == 1, null, "the running job to be done");
    }

    [Fact]
    public async Task The_next_of_its_order_goes_and_it_comes_after_those_that_wait_by_then()
    {
        var driver = BuildDriver(Effects.WriteAsync, kinds: Kinds.Ordered);
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");

        await StopAsync(new JobFilter { Key = "a/1" });
        Assert.Equal(JobState.Ready, (await JobAsync("a/2")).State);
        await RetryAsync(new JobFilter { Key = "a/1" });
        Assert.Equal(JobState.Blocked, (await JobAsync("a/1")).State);

        await driver.RunAllPendingAsync(Cancelled);
        Assert.Equal(["a/2", "a/1"], await EffectsAsync());
    }

    [Fact]
    public async Task A_stopped_job_stands_for_no_later_one()
    {
        await EnqueueAsync(Kinds.Coalescing, "1");
        await StopAsync(new JobFilter());
        await EnqueueAsync(Kinds.Coalescing, "1");
        Assert.Equal([JobState.Dead, JobState.Ready], (await JobsAsync("1")).Select(job => job.State));
    }

    [Fact]
    public async Task Stopping_needs_a_reason() => await Assert.ThrowsAnyAsync<ArgumentException>(
        () => WithConnectionAsync(connection => Administrator.StopAsync(connection, new JobFilter(), "ada", " ", Cancelled)));

    private static void RetryInAnHour(JobQueueOptions options) =>
        options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) };

    private Task<int> StopAsync(JobFilter filter) =>
        WithConnectionAsync(connection => Administrator.StopAsync(connection, filter, "ada", "Not now.", Cancelled));
}
