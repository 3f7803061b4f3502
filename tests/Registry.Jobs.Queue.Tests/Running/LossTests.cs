namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>Jobs whose worker goes away without a word.</summary>
public sealed class LossTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_first_loss_is_not_held_against_the_job_and_a_second_one_is()
    {
        await EnqueueAsync(Kinds.Plain, WorkerProcess.Hang);
        await KillWhileItRunsAsync("first");
        using (var process = WorkerProcess.Start(ConnectionString, "second", Kinds.Plain))
        {
            await Wait.UntilAsync(async () => await LossesAsync() == (1, 0, null), timeout: null, "the loss to be seen");
            await RunsAsync(WorkerProcess.Hang, "second");
            await process.KillAsync();
        }

        await FreeAsync();
        var driver = BuildDriver(Effects.WriteAsync, options => options.Retry = new RetryPolicy { Jitter = 0 });
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));

        var job = await JobAsync(WorkerProcess.Hang);
        Assert.Equal((JobState.Scheduled, 2, 1), (job.State, job.Losses, job.Attempts));
        Assert.Contains("went away", job.LastError, StringComparison.Ordinal);
        Assert.InRange(await QueryAsync<double>("SELECT extract(epoch FROM run_at - now())::float8 FROM background_jobs"), 55, 60);
        Assert.Equal(AttemptOutcome.Lost, Assert.Single(await AttemptsAsync(WorkerProcess.Hang)).Outcome);
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal([WorkerProcess.Hang], await EffectsAsync());
    }

    [Fact]
    public async Task A_job_that_kills_its_processes_lets_others_be_done()
    {
        await EnqueueAsync(Kinds.Plain, WorkerProcess.Deadly, "1", "2", "3");

        for (var life = 1; await CountJobsAsync() > 1 || (await JobAsync(WorkerProcess.Deadly)).Losses < 2; life++)
        {
            Assert.InRange(life, 1, 12);
            using var process = WorkerProcess.Start(ConnectionString, $"life {life}", Kinds.Plain);
            await Wait.UntilAsync(
                async () => !process.IsRunning || (await CountJobsAsync() == 1 && (await JobAsync(WorkerProcess.Deadly)).Losses == 2),
                timeout: null,
                "the process to die, or the others to be done");
        }

        Assert.Equal(["1", "2", "3"], [.. (await EffectsAsync()).Order()]);
    }

    [Fact]
    public async Task A_job_under_suspicion_runs_alone_in_its_process()
    {
        var longJob = new Gate();
        var suspect = new Gate();
        await StartWorkerAsync(
            "worker",
            async (batch, cancellationToken) =>
            {
                await (batch.Jobs[0].Arguments.Text switch
                {
                    "long" => longJob.PassAsync(cancellationToken),
                    "suspect" => suspect.PassAsync(cancellationToken),
                    _ => Task.CompletedTask,
                });
                await Effects.WriteAsync(batch, cancellationToken);
            },
            options => options.Queues["default"] = new QueueOptions { Workers = 3 });
        await EnqueueAsync(Kinds.Plain, "long");
        await longJob.EnteredAsync();
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, key, arguments, losses) VALUES ('default', 'plain', 'suspect', '{\"text\": \"suspect\"}', 1)");
        await RunsAsync("suspect", "worker");
        await EnqueueAsync(Kinds.Plain, "other");
        longJob.Open();
        await suspect.EnteredAsync();
        Assert.All(await JobsAsync("other"), job => Assert.Null(job.Worker));
        await Wait.UntilAsync(async () => (await JobsAsync("long")).Count == 0, timeout: null, "the long job to be done");
        Assert.DoesNotContain("suspect", await EffectsAsync());
        suspect.Open();
        await NoJobIsLeftAsync();

        Assert.Equal(["long", "other", "suspect"], [.. (await EffectsAsync()).Order()]);
    }

    [Fact]
    public async Task A_handler_that_does_not_come_back_puts_off_the_suspect_and_nobody_else()
    {
        var hung = new Gate();
        await StartWorkerAsync(
            "worker",
            async (batch, cancellationToken) =>
            {
                if (batch.Jobs[0].Arguments.Text == "hung")
                    await hung.PassAsync(CancellationToken.None);
                await Effects.WriteAsync(batch, cancellationToken);
            },
            options => options.Queues["default"] = new QueueOptions { Workers = 2 },
            Kinds.Plain with { Timeout = TimeSpan.FromSeconds(1) });
        await EnqueueAsync(Kinds.Plain, "hung");
        await hung.EnteredAsync();
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, key, arguments, losses) VALUES ('default', 'plain', 'suspect', '{\"text\": \"suspect\"}', 1)");
        await EnqueueAsync(Kinds.Plain, "other");

        await Wait.UntilAsync(async () => (await JobsAsync("other")).Count == 0, timeout: null, "the other job to be done");

        Assert.Equal(0, (await JobAsync("suspect")).Attempts);
        Assert.Contains(await AttemptsAsync("suspect"), attempt => attempt.Outcome == AttemptOutcome.Postponed);
        hung.Open();
        await Wait.UntilAsync(async () => (await JobsAsync("suspect")).Count == 0, timeout: null, "the suspect to be done");
    }

    [Fact]
    public async Task A_job_under_suspicion_is_in_no_batch()
    {
        var batches = new List<string>();
        var batched = Kinds.Plain with { BatchSize = 10 };
        var driver = BuildDriver(
            (batch, _) =>
            {
                batches.Add(string.Join(' ', batch.Jobs.Select(job => job.Arguments.Text)));
                return Task.CompletedTask;
            },
            kinds: batched);
        await EnqueueAsync(batched, "1", "suspect", "2");
        await ExecuteAsync("UPDATE background_jobs SET losses = 1 WHERE key = 'suspect'");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["1 2", "suspect"], batches);
    }

    [Fact]
    public async Task Losses_may_be_more_than_can_be_counted()
    {
        await EnqueueAsync(Kinds.Plain, "one");
        await ExecuteAsync($"UPDATE background_jobs SET losses = {int.MaxValue}, attempts = {int.MaxValue}");
        await LoseAsync();
        var driver = BuildDriver(
            Effects.WriteAsync,
            options => options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromHours(1), Jitter = 0 });

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal((JobState.Scheduled, int.MaxValue), ((await JobAsync("one")).State, (await JobAsync("one")).Losses));
        Assert.InRange(await QueryAsync<double>("SELECT extract(epoch FROM run_at - now())::float8 FROM background_jobs"), 3590, 3600);
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task Losses_alone_make_no_job_dead()
    {
        var once = Kinds.Plain with { Retry = new RetryPolicy { MaxAttempts = 1, Jitter = 0 } };
        var driver = BuildDriver(Effects.WriteAsync, kinds: once);
        await EnqueueAsync(once, "one");
        await ExecuteAsync("UPDATE background_jobs SET losses = 5, attempts = 4");
        await LoseAsync();

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal((JobState.Scheduled, 5), ((await JobAsync("one")).State, (await JobAsync("one")).Attempts));
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal(["one"], await EffectsAsync());
    }

    /// <summary>As it looks after a worker that held all jobs has died.</summary>
    private async Task LoseAsync()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using var hold = new Npgsql.NpgsqlCommand("SELECT FROM background_jobs FOR UPDATE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Cancelled);
        await transaction.RollbackAsync(Cancelled);
    }

    private async Task KillWhileItRunsAsync(string name)
    {
        using var process = WorkerProcess.Start(ConnectionString, name, Kinds.Plain);
        await RunsAsync(WorkerProcess.Hang, name);
        await process.KillAsync();
        await FreeAsync();
    }

    private Task FreeAsync() => Wait.UntilAsync(
        async () => (await JobAsync(WorkerProcess.Hang)).Worker is null, TimeSpan.FromSeconds(10), "the job to be free");

    private async Task<(int Losses, int Attempts, string? Error)> LossesAsync()
    {
        var job = await JobAsync(WorkerProcess.Hang);
        return (job.Losses, job.Attempts, job.LastError);
    }
}
