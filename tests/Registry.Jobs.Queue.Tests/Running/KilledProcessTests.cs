namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>Workers that are killed in the middle of a job, as by <c>kill -9</c>.</summary>
public sealed class KilledProcessTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private const string IsSleeping =
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')";

    [Theory]
    [InlineData(WorkerProcess.Hang)]
    [InlineData(WorkerProcess.LongStatement)]
    public async Task The_job_of_a_killed_process_is_free_at_once(string job)
    {
        using var process = WorkerProcess.Start(ConnectionString, "doomed", Kinds.Plain);
        await EnqueueAsync(Kinds.Plain, job);
        await RunsAsync(job, "doomed");
        if (job == WorkerProcess.LongStatement)
            await Wait.UntilAsync(() => QueryAsync<bool>(IsSleeping), timeout: null, "the statement");
        var driver = BuildDriver(Effects.WriteAsync);
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));

        await process.KillAsync();
        await Wait.UntilAsync(
            async () => (await JobsAsync(job))[0] is { Worker: null, RunningSince: null }, TimeSpan.FromSeconds(10), "the job not to be shown as running");
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal([job], await EffectsAsync());
        Assert.Equal((1, true), (Assert.Single(await AttemptsAsync(job)).Attempt, (await AttemptsAsync(job))[0].Succeeded));
    }
}
