namespace Registry.Jobs.Queue.Tests.Inspecting;

public sealed class QueueTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_queue_shows_its_jobs_by_state_and_its_workers()
    {
        var gate = new Gate();
        await StartWorkerAsync(
            "worker", (_, cancellationToken) => gate.PassAsync(cancellationToken), options => options.Queues["default"] = new QueueOptions { Workers = 1 });
        await EnqueueAsync(Kinds.Plain, "running");
        await gate.EnteredAsync();
        await AddOneOfEachAsync();

        var queue = await QueueAsync("default");
        var counts = await WithConnectionAsync(connection => Inspector.CountsAsync(connection, Cancelled));

        Assert.Equal((2L, 1L, 1L, 1L, 1L, 1), (queue.Ready, queue.Running, queue.Scheduled, queue.Blocked, queue.Dead, queue.Workers));
        Assert.Equal(queue.OldestReadyAt, await QueryAsync<DateTime>("SELECT min(created_at) FROM background_jobs WHERE state = 'ready' AND key <> 'running'"));
        Assert.Equal(queue.OldestUnfinishedAt, await QueryAsync<DateTime>("SELECT created_at FROM background_jobs WHERE key = 'running'"));
        Assert.Equal(
            [
                ("ordered", JobState.Blocked, 1L), ("ordered", JobState.Ready, 1L), ("plain", JobState.Dead, 1L), ("plain", JobState.Ready, 1L),
                ("plain", JobState.Running, 1L), ("plain", JobState.Scheduled, 1L),
            ],
            [.. counts.Select(count => (count.Kind, count.State, count.Count))]);
        gate.Open();
    }

    [Fact]
    public async Task Queues_without_jobs_are_there_for_their_workers_or_their_pause()
    {
        await StartWorkerAsync(
            new string('w', 70), Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { Workers = 3 });
        await PauseAsync("elsewhere");
        await Wait.UntilAsync(async () => (await QueueAsync("default")).Workers == 3, timeout: null, "the workers to connect");

        var elsewhere = await QueueAsync("elsewhere");
        Assert.Equal((0, 0L, "ada"), (elsewhere.Workers, elsewhere.Ready, elsewhere.PausedBy));
        Assert.Null(elsewhere.OldestReadyAt);
    }

    [Fact]
    public async Task Workers_are_there_while_they_are_connected_and_show_whether_they_run_something()
    {
        var gate = new Gate();
        var host = await StartWorkerAsync(
            "alice", (_, cancellationToken) => gate.PassAsync(cancellationToken), options => options.Queues["default"] = new QueueOptions { Workers = 2 });
        await EnqueueAsync(Kinds.Plain, "one");
        await gate.EnteredAsync();
        await Wait.UntilAsync(async () => (await WorkersAsync()).Count == 2, timeout: null, "both to connect");

        var workers = await WorkersAsync();
        Assert.All(workers, worker => Assert.Equal(("alice", "default"), (worker.Worker, worker.Queue)));
        Assert.Single(workers, worker => worker.RunningSince is not null);
        Assert.All(workers, worker => Assert.True(worker.RunningSince is null || worker.RunningSince >= worker.ConnectedSince));
        gate.Open();
        await NoJobIsLeftAsync();
        await host.StopAsync();
        await host.DisposeAsync();
        await Wait.UntilAsync(async () => (await WorkersAsync()).Count == 0, timeout: null, "both to be gone");
    }

    [Fact]
    public async Task Counting_does_not_read_history()
    {
        await ExecuteAsync("""
            INSERT INTO background_job_attempts (job_id, queue, kind, attempt, started_at, worker, outcome)
            SELECT n, 'default', 'plain', 1, now(), 'w', 'done' FROM generate_series(1, 1000) n
            """);

        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using (var locked = new Npgsql.NpgsqlCommand("LOCK TABLE background_job_attempts IN ACCESS EXCLUSIVE MODE", connection, transaction))
            await locked.ExecuteNonQueryAsync(Cancelled);
        await WithConnectionAsync(other => Inspector.CountsAsync(other, Cancelled)).WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        await WithConnectionAsync(other => Inspector.QueuesAsync(other, Cancelled)).WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
    }

    private Task<IReadOnlyList<WorkerDetails>> WorkersAsync() =>
        WithConnectionAsync(connection => Inspector.WorkersAsync(connection, Cancelled));

    /// <summary>Two ready, and one each that is scheduled, blocked and dead.</summary>
    private async Task AddOneOfEachAsync()
    {
        await EnqueueAsync(Kinds.Plain, "ready");
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "later");
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, arguments, state) VALUES ('default', 'plain', '{}', 'dead')");
    }
}
