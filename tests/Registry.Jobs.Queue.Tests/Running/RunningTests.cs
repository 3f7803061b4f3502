using Npgsql;

namespace Registry.Jobs.Queue.Tests.Running;

public sealed class RunningTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_job_runs_once_and_is_deleted_and_the_attempt_is_on_record()
    {
        await StartWorkerAsync("alice", Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, "one");
        await NoJobIsLeftAsync();

        var attempt = Assert.Single(await AttemptsAsync("one"));
        Assert.Equal(["one"], await EffectsAsync());
        Assert.Equal((Kinds.Plain.Name, 1, "alice/default", true, null), (attempt.Kind, attempt.Attempt, attempt.Worker, attempt.Succeeded, attempt.Error));
        Assert.InRange(attempt.FinishedAt, attempt.StartedAt, attempt.StartedAt.AddMinutes(1));
    }

    [Fact]
    public async Task A_row_is_locked_exactly_while_its_job_runs()
    {
        const string FreeRows = "SELECT count(*) FROM (SELECT FROM background_jobs FOR UPDATE SKIP LOCKED) free";
        var gate = new Gate();
        await EnqueueAsync(Kinds.Plain, "one");
        Assert.Equal(1, await QueryAsync<long>(FreeRows));

        await StartWorkerAsync("worker", (_, cancellationToken) => gate.PassAsync(cancellationToken));
        await gate.EnteredAsync();

        Assert.Equal(1, await CountJobsAsync());
        Assert.Equal(0, await QueryAsync<long>(FreeRows));
        gate.Open();
        await NoJobIsLeftAsync();
    }

    [Fact]
    public async Task What_a_handler_writes_is_committed_together_with_the_end_of_its_job()
    {
        // The commit itself waits for a lock, so the test can look just before it.
        await ExecuteAsync("""
            CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER DELETE ON background_jobs
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_for_test()
            """);
        await using var test = await Database.OpenConnectionAsync(Cancelled);
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock(1)", test))
            await take.ExecuteNonQueryAsync(Cancelled);
        await StartWorkerAsync("worker", Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, "one");
        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"), timeout: null, "the commit");

        Assert.Equal((0, 1), ((await EffectsAsync()).Length, await CountJobsAsync()));
        var job = Assert.Single(await JobsAsync("one"));
        Assert.Equal("worker/default", job.Worker);

        await using (var release = new NpgsqlCommand("SELECT pg_advisory_unlock(1)", test))
            await release.ExecuteNonQueryAsync(Cancelled);
        await NoJobIsLeftAsync();
        Assert.Equal(["one"], await EffectsAsync());
    }

    [Fact]
    public async Task What_a_handler_wrote_before_it_failed_is_gone()
    {
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            await batch.EnqueueAsync(Kinds.FollowUp, new Note("after"), cancellationToken);
            throw new InvalidOperationException("Too late.");
        }, options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Empty(await EffectsAsync());
        Assert.Empty(await JobsAsync("after"));
        Assert.Equal(1, Assert.Single(await JobsAsync("one")).Attempts);
    }

    [Fact]
    public async Task A_follow_up_exists_once_the_job_is_done()
    {
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            if (batch.Jobs[0].Arguments.Text == "one")
                await batch.EnqueueAsync(Kinds.FollowUp, new Note("after"), cancellationToken);
            Assert.Empty(await JobsAsync("after") is [{ Worker: null }] waiting ? waiting : []);
        }, kinds: [Kinds.Plain, Kinds.FollowUp]);
        await EnqueueAsync(Kinds.Plain, "one");

        Assert.Equal(2, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal(["one", "after"], await EffectsAsync());
    }

    [Fact]
    public async Task A_failed_statement_that_the_handler_swallows_fails_the_job()
    {
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            await using var wrong = new NpgsqlCommand("SELECT 1 / 0", batch.Transaction.Connection, batch.Transaction);
            await Assert.ThrowsAsync<PostgresException>(() => wrong.ExecuteNonQueryAsync(cancellationToken));
        }, options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Empty(await EffectsAsync());
        Assert.False(Assert.Single(await AttemptsAsync("one")).Succeeded);
    }

    [Fact]
    public async Task A_handler_that_ends_the_transaction_itself_fails()
    {
        var driver = BuildDriver(
            (batch, cancellationToken) => batch.Transaction.CommitAsync(cancellationToken), options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.False(Assert.Single(await AttemptsAsync("one")).Succeeded);
        Assert.Equal(1, Assert.Single(await JobsAsync("one")).Attempts);
    }

    [Fact]
    public async Task A_handler_that_leaves_a_reader_open_fails()
    {
        var driver = BuildDriver(
            async (batch, cancellationToken) =>
            {
                var command = new NpgsqlCommand("SELECT generate_series(1, 100000)", batch.Transaction.Connection, batch.Transaction);
                await command.ExecuteReaderAsync(cancellationToken);
            },
            options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled));

        Assert.Equal(1, Assert.Single(await JobsAsync("one")).Attempts);
    }

    [Fact]
    public async Task A_handler_is_disposed_after_its_attempt()
    {
        var disposed = 0;
        var host = Build(queue =>
        {
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(queue.Services, new Action(() => disposed++));
            queue.AddHandler<Note, DisposableHandler>(Kinds.Plain).AddTestDriver();
        });
        await EnqueueAsync(Kinds.Plain, "one", "two");

        await host.Driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(2, disposed);
    }

    private sealed class DisposableHandler(Action disposed) : IJobHandler<Note>, IDisposable
    {
        public Task RunAsync(JobBatch<Note> batch, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => disposed();
    }
}
