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

        for (var life = 1; await CountJobsAsync() > 1; life++)
        {
            Assert.InRange(life, 1, 6);
            using var process = WorkerProcess.Start(ConnectionString, $"life {life}", Kinds.Plain);
            await Wait.UntilAsync(async () => !process.IsRunning || await CountJobsAsync() == 1, timeout: null, "the process to die, or the others to be done");
        }

        await Wait.UntilAsync(async () => (await JobAsync(WorkerProcess.Deadly)).Losses > 0, timeout: null, "the loss to be seen");
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
        await RunsAsync("other", "worker");

        longJob.Open();
        await suspect.EnteredAsync();
        await Wait.UntilAsync(async () => (await JobsAsync("long")).Count == 0, timeout: null, "the long job to be done");
        Assert.Equal(["long"], await EffectsAsync());
        suspect.Open();
        await NoJobIsLeftAsync();

        Assert.Equal(["long", "suspect", "other"], await EffectsAsync());
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
    public async Task A_job_that_is_given_back_in_good_order_has_lost_nobody()
    {
        await EnqueueAsync(Kinds.Plain, "long");
        for (var round = 0; round < 3; round++)
        {
            var gate = new Gate();
            var host = await StartWorkerAsync(
                "leaving", (_, cancellationToken) => gate.PassAsync(cancellationToken), options => options.GracePeriod = TimeSpan.Zero);
            await gate.EnteredAsync();
            await host.StopAsync();
        }

        var driver = BuildDriver((_, _) => throw new InvalidOperationException("Broken."), options => options.Retry = new RetryPolicy());
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        var job = await JobAsync("long");
        Assert.Equal((0, 1, "Broken."), (job.Losses, job.Attempts, job.LastError));
    }

    [Fact]
    public async Task A_failure_that_is_recorded_is_no_loss()
    {
        var driver = BuildDriver((_, _) => throw new InvalidOperationException("Broken."), options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");
        for (var round = 0; round < 3; round++)
        {
            await driver.RunAllPendingAsync(Cancelled);
            await driver.MakeAllDueAsync(Cancelled);
        }

        Assert.Equal((0, 3), ((await JobAsync("one")).Losses, (await JobAsync("one")).Attempts));
    }

    [Fact]
    public async Task Somebody_who_thought_better_of_adding_it_costs_the_job_nothing()
    {
        await EnqueueAsync(Kinds.Coalescing, "same");
        await using (var connection = await Database.OpenConnectionAsync(Cancelled))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            await Client.Queue.EnqueueAsync(transaction, Kinds.Coalescing, new Note("same"), Cancelled);
            await transaction.RollbackAsync(Cancelled);
        }

        Assert.Equal(1, await BuildDriver(Effects.WriteAsync, kinds: Kinds.Coalescing).RunAllPendingAsync(Cancelled));

        Assert.Equal((1, AttemptOutcome.Done), (Assert.Single(await AttemptsAsync("same", Kinds.Coalescing)).Attempt, (await AttemptsAsync("same", Kinds.Coalescing))[0].Outcome));
    }

    [Fact]
    public async Task A_second_signal_ends_the_grace_period()
    {
        using var process = WorkerProcess.Start(ConnectionString, "leaving", Kinds.Plain);
        await EnqueueAsync(Kinds.Plain, WorkerProcess.Hang);
        await RunsAsync(WorkerProcess.Hang, "leaving");

        await process.TerminateAsync();
        await EnqueueAsync(Kinds.Plain, "next");
        await Wait.UntilAsync(
            async () =>
            {
                // Once it drains, it hears the second signal itself.
                if (process.IsRunning)
                    await process.TerminateAsync();
                return !process.IsRunning;
            },
            TimeSpan.FromSeconds(10),
            "the process to end");

        Assert.Equal((0, 0, null), await LossesAsync());
        Assert.Equal(2, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
        Assert.Equal(1, Assert.Single(await AttemptsAsync(WorkerProcess.Hang)).Attempt);
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
