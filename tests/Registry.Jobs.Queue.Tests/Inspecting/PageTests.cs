namespace Registry.Jobs.Queue.Tests.Inspecting;

public sealed class PageTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Pages_neither_skip_nor_repeat_while_jobs_come_and_go()
    {
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, 50).Select(number => $"{number}")]);
        var seen = new List<string>();
        long? before = null;
        for (var page = await PageAsync(new JobFilter(), before, 10); page.Count > 0; page = await PageAsync(new JobFilter(), before, 10))
        {
            seen.AddRange(page.Select(job => job.Key!));
            before = page[^1].Id;

            // Rows that were seen vanish, among them the one the next page begins after; new ones appear.
            await ExecuteAsync($"DELETE FROM background_jobs WHERE id >= {before}");
            await EnqueueAsync(Kinds.Plain, "new");
        }

        Assert.Equal(Enumerable.Range(1, 50).Reverse().Select(number => $"{number}"), seen);
    }

    [Fact]
    public async Task Either_side_of_a_job_are_those_that_match_whether_or_not_it_does()
    {
        await EnqueueAsync(Kinds.Plain, "1", "2", "3", "4", "5");
        await ExecuteAsync("UPDATE background_jobs SET last_error = 'moved' WHERE key IN ('1', '3', '5')");
        var ids = (await PageAsync(new JobFilter())).ToDictionary(job => job.Key!, job => job.Id);
        var moved = new JobFilter { Error = "moved" };

        Assert.Equal((ids["5"], ids["1"]), await NeighboursAsync(moved, "3"));
        Assert.Equal((ids["3"], ids["1"]), await NeighboursAsync(moved, "2"));
        Assert.Equal((null, ids["3"]), await NeighboursAsync(moved, "5"));
        Assert.Equal((ids["2"], null), await NeighboursAsync(new JobFilter(), "1"));
        await ExecuteAsync($"DELETE FROM background_jobs WHERE id = {ids["3"]}");
        Assert.Equal((ids["5"], ids["1"]), await NeighboursAsync(moved, "3"));

        Task<(long? Newer, long? Older)> NeighboursAsync(JobFilter filter, string key) =>
            WithConnectionAsync(connection => Inspector.NeighboursAsync(connection, filter, ids[key], Cancelled));
    }

    [Fact]
    public async Task A_page_shows_everything_about_a_job()
    {
        await EnqueueAsync(Kinds.Ordered with { Priority = 3 }, "a/1");

        var job = Assert.Single(await PageAsync(new JobFilter()));

        Assert.Equal(
            (Kinds.Ordered.Name, "default", "a/1", "a", "{\"text\": \"a/1\"}", (short)3, JobState.Ready, 0, 0, null, null, null),
            (job.Kind, job.Queue, job.Key, job.OrderingKey, job.Arguments, job.Priority, job.State, job.Attempts, job.Losses, job.LastError, job.Worker, job.Position));
    }

    [Fact]
    public async Task Running_jobs_are_found_by_their_state_and_ready_ones_are_the_others()
    {
        var gate = new Gate();
        await StartWorkerAsync(
            "worker", (_, cancellationToken) => gate.PassAsync(cancellationToken), options => options.Queues["default"] = new QueueOptions { Workers = 1 });
        await EnqueueAsync(Kinds.Plain, "running", "ready");
        await gate.EnteredAsync();

        var running = Assert.Single(await PageAsync(new JobFilter { State = JobState.Running }));
        Assert.Equal(("running", "worker/default"), (running.Key, running.Worker));
        Assert.NotNull(running.RunningSince);
        Assert.Equal("ready", Assert.Single(await PageAsync(new JobFilter { State = JobState.Ready })).Key);
        Assert.Equal("running", Assert.Single(await PageAsync(new JobFilter { Worker = "worker" })).Key);
        Assert.Equal("running", Assert.Single(await PageAsync(new JobFilter { Worker = "worker/default" })).Key);
        Assert.Empty(await PageAsync(new JobFilter { Worker = "work" }));
        Assert.Equal(2, await WithConnectionAsync(connection => Inspector.CountAsync(connection, new JobFilter { Queue = "default" }, Cancelled)));
        Assert.Equal(1, await WithConnectionAsync(connection => Inspector.CountAsync(connection, new JobFilter { State = JobState.Running }, Cancelled)));
        gate.Open();
        await NoJobIsLeftAsync();
    }

    [Fact]
    public async Task Attempts_at_a_job_are_found_when_it_is_done()
    {
        var driver = BuildDriver(
            (batch, _) => batch.Jobs[0].Attempt < 3 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask,
            options => options.Retry = new RetryPolicy { BaseDelay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero });
        await EnqueueAsync(Kinds.Plain, "other", "one");
        var id = (await JobAsync("one")).Id;
        await driver.RunAllPendingAsync(Cancelled);

        var attempts = await WithConnectionAsync(connection => Inspector.AttemptsOfJobAsync(connection, id, 10, Cancelled));
        var newest = await WithConnectionAsync(connection => Inspector.AttemptsOfJobAsync(connection, id, 1, Cancelled));

        Assert.Equal([(3, AttemptOutcome.Done), (2, AttemptOutcome.Failed), (1, AttemptOutcome.Failed)], [.. attempts.Select(one => (one.Attempt, one.Outcome))]);
        Assert.Equal(attempts[0], Assert.Single(newest));
        Assert.All(attempts, attempt => Assert.Equal("one", attempt.Key));
    }
}
