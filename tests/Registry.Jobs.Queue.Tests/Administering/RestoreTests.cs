namespace Registry.Jobs.Queue.Tests.Administering;

/// <summary>Discarded jobs are put back.</summary>
public sealed class RestoreTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_discarded_job_is_put_back_as_it_was()
    {
        await EnqueueAsync(Kinds.Ordered with { Priority = 3 }, "a/1");
        var before = await JobAsync("a/1");
        await DiscardAsync(new JobFilter());

        Assert.Equal(1, await RestoreAsync(before.Id));

        var after = await JobAsync("a/1");
        Assert.Equal(before with { CreatedAt = after.CreatedAt, RunAt = after.RunAt }, after);
        Assert.InRange(after.CreatedAt, before.CreatedAt, DateTimeOffset.MaxValue);
        Assert.Equal([("discard", "ada", "It is not wanted."), ("restore", "grace", "A slip.")], (await ActionsAsync(before.Id)).Select(
            action => (action.Action, action.Actor, action.Reason!)));
        await BuildDriver(Effects.WriteAsync, kinds: Kinds.Ordered).RunAllPendingAsync(Cancelled);
        Assert.Equal(["a/1"], await EffectsAsync());
    }

    [Fact]
    public async Task Its_attempts_go_on_being_counted_and_its_backoff_begins_anew()
    {
        await EnqueueAsync(Kinds.Plain, "1");
        var driver = BuildDriver(
            (_, _) => throw new InvalidOperationException("No."), options => options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(8) });
        await driver.RunAllPendingAsync(Cancelled);
        var id = (await JobAsync("1")).Id;
        await DiscardAsync(new JobFilter());
        await RestoreAsync(id);
        await driver.RunAllPendingAsync(Cancelled);
        Assert.Equal([1, 2], (await AttemptsAsync("1")).Select(attempt => attempt.Attempt));
        Assert.Equal((2, 1), ((await JobAsync("1")).Attempts, await QueryAsync<int>("SELECT failures FROM background_jobs")));
    }

    [Fact]
    public async Task It_is_put_back_once_for_each_time_it_was_discarded()
    {
        var driver = BuildDriver(Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, "1");
        var id = (await JobAsync("1")).Id;
        Assert.Equal(0, await RestoreAsync(id));

        await DiscardAsync(new JobFilter());
        Assert.Equal(1, await RestoreAsync(id));
        Assert.Equal(0, await RestoreAsync(id));
        await DiscardAsync(new JobFilter());
        Assert.Equal(1, await RestoreAsync(id));
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(0, await RestoreAsync(id));
        Assert.Equal(["1"], await EffectsAsync());
        Assert.Equal(["discard", "restore", "discard", "restore"], (await ActionsAsync(id)).Select(action => action.Action));
    }

    [Fact]
    public async Task Of_two_who_put_it_back_at_once_one_does()
    {
        var driver = BuildDriver(Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, "1");
        var id = (await JobAsync("1")).Id;
        await DiscardAsync(new JobFilter());
        Task<int> second;
        await using (var connection = await Database.OpenConnectionAsync(Cancelled))
        await using (var transaction = await connection.BeginTransactionAsync(Cancelled))
        {
            Assert.Equal(1, await Administrator.RestoreAsync(connection, [id], [], "ada", null, Cancelled));
            second = RestoreAsync(id);
            await Wait.UntilAsync(
                () => QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"), null,
                "the second to wait");
            await transaction.CommitAsync(Cancelled);
        }

        Assert.Equal(0, await second);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task Of_a_kind_that_coalesces_one_that_waits_stands_for_it_and_is_tried_now()
    {
        await EnqueueAsync(Kinds.Coalescing, "1");
        var gone = (await JobAsync("1")).Id;
        await DiscardAsync(new JobFilter());
        await EnqueueAsync(Kinds.Coalescing, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "1");

        Assert.Equal(1, await RestoreAsync(gone));

        var waiting = await JobAsync("1");
        Assert.Equal((true, JobState.Ready), (waiting.Id > gone, waiting.State));
        Assert.Equal(0, await RestoreAsync(gone));
        Assert.Equal(["discard", "restore"], (await ActionsAsync(gone)).Select(action => action.Action));
    }

    [Fact]
    public async Task Several_of_a_key_are_one_where_the_kind_coalesces_and_as_many_as_before_elsewhere()
    {
        foreach (var kind in new[] { Kinds.Coalescing, Kinds.Plain })
        {
            await EnqueueAsync(kind, "1");
            await ExecuteAsync($"INSERT INTO background_jobs (queue, kind, key, arguments) VALUES ('default', '{kind.Name}', '1', '{{}}')");
            var ids = (await PageAsync(new JobFilter { Kind = kind.Name })).Select(job => job.Id).ToArray();
            await DiscardAsync(new JobFilter { Kind = kind.Name });

            Assert.Equal(2, await RestoreAsync(ids));

            Assert.Equal(kind.Coalesce ? 1 : 2, (await PageAsync(new JobFilter { Kind = kind.Name })).Count);
        }
    }

    [Fact]
    public async Task It_comes_after_those_of_its_order_that_wait_by_then()
    {
        var driver = BuildDriver(Effects.WriteAsync, kinds: Kinds.Ordered);
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2", "a/3", "b/1", "b/2");
        var gone = (await PageAsync(new JobFilter())).Where(job => job.Key is "a/1" or "b/1" or "b/2").Select(job => job.Id).ToArray();
        await DiscardAsync(new JobFilter { Ids = gone });

        Assert.Equal(3, await RestoreAsync(gone));

        Assert.Equal(
            ["a/1 Blocked", "a/2 Ready", "a/3 Blocked", "b/1 Ready", "b/2 Blocked"],
            (await PageAsync(new JobFilter())).OrderBy(job => job.Key, StringComparer.Ordinal).Select(job => $"{job.Key} {job.State}"));
        await driver.RunAllPendingAsync(Cancelled);
        var done = await EffectsAsync();
        Assert.Equal(5, done.Length);
        Assert.True(Array.IndexOf(done, "b/1") < Array.IndexOf(done, "b/2"));
        Assert.True(Array.IndexOf(done, "a/2") < Array.IndexOf(done, "a/1"));
    }

    [Fact]
    public async Task What_a_version_before_discarded_comes_back_too()
    {
        await ExecuteAsync("""
            INSERT INTO background_job_actions (actor, action, queue, job_id, kind, key, arguments, reason)
            SELECT 'ada', 'discard', 'default', nextval(pg_get_serial_sequence('background_jobs', 'id')), 'plain', '1', '{"text": "1"}', 'So.'
            """);
        Assert.Equal(1, await RestoreAsync(1));
        Assert.Equal((1, (short)0, null), ((await JobAsync("1")).Id, (await JobAsync("1")).Priority, (await JobAsync("1")).OrderingKey));
    }

    [Fact]
    public async Task Its_worker_is_woken()
    {
        await StartWorkerAsync("worker", Effects.WriteAsync, options => options.PollInterval = TimeSpan.FromHours(1));
        await EnqueueAsync(Kinds.Named("plain") with { Queue = "default" }, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "1");
        var id = (await JobAsync("1")).Id;
        await DiscardAsync(new JobFilter());
        await Client.StartAsync();

        await RestoreAsync(id);

        await Wait.UntilAsync(async () => (await EffectsAsync()).Length == 1, TimeSpan.FromSeconds(10), "the job to be done");
    }

    private Task<int> RestoreAsync(params long[] ids) => WithConnectionAsync(
        connection => Administrator.RestoreAsync(connection, ids, [Kinds.Plain, Kinds.Coalescing, Kinds.Ordered], "grace", "A slip.", Cancelled));
}
