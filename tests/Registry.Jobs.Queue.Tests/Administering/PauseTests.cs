namespace Registry.Jobs.Queue.Tests.Administering;

public sealed class PauseTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_paused_queue_finishes_what_runs_and_begins_nothing_in_any_process()
    {
        var gate = new Gate();
        await StartWorkerAsync("one", HandleAsync, options => options.Queues["default"] = new QueueOptions { Workers = 1 });
        await EnqueueAsync(Kinds.Plain, "running", "waiting");
        await gate.EnteredAsync();

        Assert.True(await PauseAsync("default"));
        gate.Open();
        await Wait.UntilAsync(async () => (await JobsAsync("running")).Count == 0, timeout: null, "the running job to finish");
        await StartWorkerAsync("two", HandleAsync, kinds: [Kinds.Plain, Kinds.Exclusive]);
        await EnqueueAsync(Kinds.Plain, "new");
        await EnqueueAsync(Kinds.Exclusive, "elsewhere");
        await Wait.UntilAsync(async () => (await JobsAsync("elsewhere")).Count == 0, timeout: null, "the other queue to be worked on");

        Assert.Equal(["running", "elsewhere"], await EffectsAsync());
        Assert.Equal(0, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
        Assert.True(await ResumeAsync("default"));
        await NoJobIsLeftAsync();

        Task HandleAsync(JobBatch<Note> batch, CancellationToken cancellationToken) => batch.Jobs[0].Arguments.Text == "running"
            ? PassAsync(batch, cancellationToken)
            : Effects.WriteAsync(batch, cancellationToken);

        async Task PassAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
        {
            await gate.PassAsync(cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Batches_and_limited_queues_are_paused_too(int? limit)
    {
        var kind = Kinds.Plain with { BatchSize = 10 };
        var driver = BuildDriver(Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { ClusterLimit = limit }, kind);
        await EnqueueAsync(kind, "1", "2", "3");
        await PauseAsync("default");

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        await ResumeAsync("default");
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task Resuming_wakes_workers_of_other_processes_at_once()
    {
        await PauseAsync("default");
        await StartWorkerAsync("worker", Effects.WriteAsync, options => options.PollInterval = TimeSpan.FromHours(1));
        await EnqueueAsync(Kinds.Plain, "one");
        await Client.StartAsync();
        Client.Queue.Wake(Kinds.Plain);
        await Wait.UntilAsync(
            async () => await QueryAsync<bool>("""
                SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'worker %' AND state = 'idle'
                    AND clock_timestamp() - state_change > interval '200 ms')
                """),
            timeout: null,
            "the worker to have looked");
        Assert.Equal(1, await CountJobsAsync());

        await ResumeAsync("default");

        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, Promptly, "the job to be done");
    }

    [Fact]
    public async Task A_pause_shows_who_and_why_and_is_audited()
    {
        Assert.True(await PauseAsync("default"));
        Assert.False(await PauseAsync("default"));

        var queue = await QueueAsync("default");
        Assert.Equal(("ada", "The disk is full."), (queue.PausedBy, queue.PauseReason));
        Assert.NotNull(queue.PausedAt);
        Assert.True(await ResumeAsync("default"));
        Assert.False(await ResumeAsync("default"));
        Assert.Equal(
            [("pause", "ada", "default", "The disk is full."), ("resume", "grace", "default", "The disk is full.")],
            [.. (await ActionsAsync()).Select(action => (action.Action, action.Actor, action.Queue, action.Reason!))]);
    }

    [Fact]
    public async Task A_pause_needs_a_reason() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => WithConnectionAsync(connection => Administrator.PauseAsync(connection, "default", "ada", " ", Cancelled)));
}
