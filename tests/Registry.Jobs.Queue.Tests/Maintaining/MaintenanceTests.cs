namespace Registry.Jobs.Queue.Tests.Maintaining;

public sealed class MaintenanceTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private static readonly TimeSpan ARound = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Attempts_that_are_older_than_they_are_kept_are_removed()
    {
        await ExecuteAsync("""
            INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, finished_at, worker, outcome)
            SELECT n, 'default', 'plain', CASE WHEN n <= 6000 THEN 'old' ELSE 'young' END, 1, now(),
                   now() - CASE WHEN n <= 6000 THEN interval '3 days' ELSE interval '1 day' END, 'w', 'done'
            FROM generate_series(1, 6100) n
            """);
        await StartWorkerAsync("worker", Effects.WriteAsync, options => options.KeepAttempts = TimeSpan.FromDays(2));

        await Wait.UntilAsync(
            async () => await QueryAsync<long>("SELECT count(*) FROM background_job_attempts WHERE key = 'old'") == 0, ARound, "the old to be removed");

        Assert.Equal(100, await QueryAsync<long>("SELECT count(*) FROM background_job_attempts"));
    }

    [Fact]
    public async Task A_blocked_job_with_nobody_before_it_is_let_go()
    {
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2", "a/3", "b/1", "b/2");

        // As somebody does who thinks that a DELETE is all there is to it.
        await ExecuteAsync("DELETE FROM background_jobs WHERE key = 'a/1'");
        await ExecuteAsync("UPDATE background_jobs SET state = 'scheduled', run_at = now() + interval '1 hour' WHERE key = 'b/1'");
        await StartWorkerAsync("worker", Effects.WriteAsync, kinds: Kinds.Ordered);

        await Wait.UntilAsync(async () => (await EffectsAsync()).Length == 2, ARound, "the stranded jobs to be done");

        Assert.Equal(["a/2", "a/3"], await EffectsAsync());
        Assert.Equal(JobState.Blocked, (await JobAsync("b/2")).State);
    }
}
