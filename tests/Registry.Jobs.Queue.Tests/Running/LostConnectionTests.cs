namespace Registry.Jobs.Queue.Tests.Running;

public sealed class LostConnectionTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private const string EndWorkers = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'worker %' AND backend_xid IS NOT NULL
        """;

    [Fact]
    public async Task A_job_whose_session_is_ended_runs_again_and_the_failure_counts_once()
    {
        var gate = new Gate();
        await StartWorkerAsync("worker", async (batch, cancellationToken) =>
        {
            await gate.PassAsync(cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
        }, options => options.Queues["default"] = new QueueOptions { Workers = 1 });
        await EnqueueAsync(Kinds.Plain, "one");
        await gate.EnteredAsync();

        Assert.Equal(1, await QueryAsync<long>(EndWorkers));
        await Wait.UntilAsync(async () => await JobsAsync("one") is [{ Worker: null }], timeout: null, "the session to end");
        gate.Open();
        await NoJobIsLeftAsync();

        Assert.Equal(["one"], await EffectsAsync());
        Assert.Equal([(1, false), (2, true)], [.. (await AttemptsAsync("one")).Select(attempt => (attempt.Attempt, attempt.Succeeded))]);
    }

    [Fact]
    public async Task A_worker_that_lost_its_claim_leaves_the_job_to_the_one_that_has_it()
    {
        var slow = new Gate();
        var second = new Gate();
        await StartWorkerAsync(
            "slow",
            (batch, cancellationToken) => batch.Jobs[0].Arguments.Text == "probe" ? Task.CompletedTask : slow.PassAsync(cancellationToken),
            options => options.Queues["default"] = new QueueOptions { Workers = 1 },
            Kinds.Plain,
            Kinds.FollowUp);
        await EnqueueAsync(Kinds.Plain, "one");
        await slow.EnteredAsync();
        await StartWorkerAsync("second", async (batch, cancellationToken) =>
        {
            await second.PassAsync(cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
        });

        // Its claim is gone, and it has not noticed.
        await QueryAsync<long>(EndWorkers.Replace("worker %", "worker slow/%", StringComparison.Ordinal));
        await Wait.UntilAsync(async () => (await JobAsync("one")).Losses == 1, timeout: null, "the loss to be seen");
        await RunsAsync("one", "second");
        slow.Open();
        await EnqueueAsync(Kinds.FollowUp, "probe");
        await Wait.UntilAsync(async () => (await JobsAsync("probe")).Count == 0, timeout: null, "the slow worker to be through with the job");
        second.Open();
        await NoJobIsLeftAsync();

        Assert.Equal(["one"], await EffectsAsync());
        Assert.Equal([(1, "second/default", true)], [.. (await AttemptsAsync("one")).Select(attempt => (attempt.Attempt, attempt.Worker, attempt.Succeeded))]);
    }

    [Fact]
    public async Task Two_thousand_jobs_run_exactly_once_each_while_sessions_are_ended_at_random()
    {
        const int Jobs = 2000;
        const int Terminations = 20;
        await ExecuteAsync("ALTER TABLE effects ADD UNIQUE (job)");
        string[] texts = [.. Enumerable.Range(0, Jobs).Select(number => $"{number}")];
        await Task.WhenAll(texts.Chunk(Jobs / 4).Select(chunk => EnqueueAsync(Kinds.Plain, chunk)));

        foreach (var name in new[] { "one", "two", "three" })
            await StartWorkerAsync(name, Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { Workers = 4 });
        var ended = 0L;
        await Wait.UntilAsync(
            async () =>
            {
                if (ended < Terminations)
                    ended += await QueryAsync<long>(EndOneAtRandom);
                return await CountJobsAsync() == 0;
            },
            TimeSpan.FromSeconds(60),
            "all jobs to be done");

        Assert.InRange(ended, 1, Terminations);
        Assert.Equal(texts.Order(StringComparer.Ordinal), (await EffectsAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(Jobs, await QueryAsync<long>("SELECT count(*) FROM background_job_attempts WHERE outcome = 'done'"));
    }

    private const string EndOneAtRandom = """
        SELECT count(pg_terminate_backend(pid)) FROM (
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'worker %' ORDER BY random() LIMIT 1) one
        """;
}
