using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Failing;

public sealed class FailureTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private string _error = "Broken.";

    [Fact]
    public async Task A_failure_is_recorded_and_delays_the_next_attempt_by_the_policy()
    {
        var driver = FailingDriver(new RetryPolicy { BaseDelay = TimeSpan.FromMinutes(10), MaxDelay = TimeSpan.FromMinutes(25), Jitter = 0 });
        await EnqueueAsync(Kinds.Plain, "one");
        var delays = new List<double>();
        for (var failures = 0; failures < 3; failures++)
        {
            Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
            delays.Add(await QueryAsync<double>(
                "SELECT extract(epoch FROM run_at - (SELECT max(finished_at) FROM background_job_attempts))::float8 FROM background_jobs"));
            await driver.MakeAllDueAsync(Cancelled);
        }

        Assert.Equal([10, 20, 25], [.. delays.Select(seconds => Math.Round(seconds / 60))]);
        var job = Assert.Single(await JobsAsync("one"));
        Assert.Equal((3, "Broken."), (job.Attempts, job.LastError));
        var attempts = await AttemptsAsync("one");
        Assert.Equal([1, 2, 3], [.. attempts.Select(attempt => attempt.Attempt)]);
        Assert.All(attempts, attempt => Assert.Equal((false, "Broken."), (attempt.Succeeded, attempt.Error)));
    }

    [Fact]
    public async Task A_kinds_own_policy_wins()
    {
        var own = Kinds.Plain with { Retry = new RetryPolicy { BaseDelay = TimeSpan.FromMinutes(30), Jitter = 0 } };
        var driver = FailingDriver(new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(1) }, own);
        await EnqueueAsync(own, "one");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.InRange(await QueryAsync<double>("SELECT extract(epoch FROM run_at - now())::float8 FROM background_jobs"), 1700, 1800);
    }

    [Fact]
    public async Task The_row_stays_locked_until_the_retry_time_is_written()
    {
        // The update that puts the job back waits for a lock, so the test can look at the row just then.
        await ExecuteAsync("""
            CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
            CREATE TRIGGER on_failure BEFORE UPDATE ON background_jobs FOR EACH ROW EXECUTE FUNCTION wait_for_test()
            """);
        await using var test = await Database.OpenConnectionAsync(Cancelled);
        await using (var take = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(1)", test))
            await take.ExecuteNonQueryAsync(Cancelled);
        await EnqueueAsync(Kinds.Plain, "one");
        var failing = Task.Run(() => FailingDriver(new RetryPolicy()).RunAllPendingAsync(Cancelled), Cancelled);
        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"), timeout: null, "the update");

        Assert.Equal(0, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
        Assert.NotNull(Assert.Single(await JobsAsync("one")).Worker);

        await using (var release = new Npgsql.NpgsqlCommand("SELECT pg_advisory_unlock(1)", test))
            await release.ExecuteNonQueryAsync(Cancelled);
        await failing;
        Assert.True(Assert.Single(await JobsAsync("one")).IsDelayed);
        Assert.Equal(0, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task A_job_may_have_failed_more_often_than_can_be_counted()
    {
        await EnqueueAsync(Kinds.Plain, "one");
        await ExecuteAsync($"UPDATE background_jobs SET attempts = {int.MaxValue}");
        var driver = FailingDriver(new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromHours(1) });

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        var job = Assert.Single(await JobsAsync("one"));
        Assert.Equal((int.MaxValue, "Broken.", true), (job.Attempts, job.LastError, job.IsDelayed));
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
        Assert.Equal(["one"], await EffectsAsync());
    }

    public static TheoryData<string, string> StrangeErrors { get; } = new()
    {
        { "half of a pair: \ud83d", "half of a pair: \ufffd" },
        { "nothing\0", "nothing" },
        { "", nameof(InvalidOperationException) },
    };

    [Theory]
    [MemberData(nameof(StrangeErrors), DisableDiscoveryEnumeration = true)]
    public async Task An_error_that_cannot_be_stored_as_it_is_is_stored_all_the_same(string thrown, string stored)
    {
        _error = thrown;
        var driver = FailingDriver(new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(stored, Assert.Single(await JobsAsync("one")).LastError);
    }

    [Fact]
    public async Task A_failure_that_cannot_be_recorded_under_the_claim_is_recorded_after_it()
    {
        await ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'Not in here.'; END $$;
            CREATE TRIGGER on_failure BEFORE UPDATE ON background_jobs FOR EACH ROW
            WHEN (current_setting('application_name') LIKE 'worker %') EXECUTE FUNCTION refuse()
            """);
        var driver = FailingDriver(new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);

        Assert.Equal((1, "Broken."), (Assert.Single(await JobsAsync("one")).Attempts, Assert.Single(await JobsAsync("one")).LastError));
    }

    [Fact]
    public async Task A_very_long_error_is_cut()
    {
        _error = new string('x', 1_000_000);
        var driver = FailingDriver(new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.InRange(Assert.Single(await JobsAsync("one")).LastError!.Length, 1000, 10_000);
    }

    private JobTestDriver FailingDriver(RetryPolicy retry, params JobKind<Note>[] kinds) => BuildDriver(
        async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            throw new InvalidOperationException(_error);
        },
        options => options.Retry = retry,
        kinds);
}
