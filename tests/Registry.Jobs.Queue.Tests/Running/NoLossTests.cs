namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>Ends that are no loss, though they leave jobs undone.</summary>
public sealed class NoLossTests(PostgresFixture postgres) : QueueTest(postgres)
{
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
    public async Task A_claim_that_the_stop_overtakes_is_given_back_in_good_order()
    {
        await EnqueueAsync(Kinds.Plain, "one");
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);

        // The claim looks for pauses, so it waits here.
        await using (var hold = new Npgsql.NpgsqlCommand("LOCK TABLE background_job_pauses IN ACCESS EXCLUSIVE MODE", connection, transaction))
            await hold.ExecuteNonQueryAsync(Cancelled);
        var host = await StartWorkerAsync("leaving", Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { Workers = 1 });
        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name LIKE 'worker leaving/%' AND wait_event_type = 'Lock')"),
            timeout: null,
            "the claim to wait");

        var stopping = host.StopAsync();
        await transaction.CommitAsync(Cancelled);
        await stopping;

        Assert.Empty(await EffectsAsync());
        var driver = BuildDriver((_, _) => throw new InvalidOperationException("Broken."), options => options.Retry = new RetryPolicy());
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal((0, 1), ((await JobAsync("one")).Losses, (await JobAsync("one")).Attempts));
    }
}
