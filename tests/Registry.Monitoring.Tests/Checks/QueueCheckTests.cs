using Npgsql;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Checks;

public sealed class QueueCheckTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    private const string Old = "created_at = now() - interval '20 minutes'";

    [Fact]
    public async Task A_job_that_nobody_begins_is_found_by_its_age()
    {
        await AddJobAsync("strange", Old);
        Assert.Contains("1 job in the queue strange is unfinished for more than 15 min", await AssertOpenedAsync("old_jobs/strange"), StringComparison.Ordinal);

        await RemoveJobsAsync();
        await AssertClearedAsync("old_jobs/strange");
    }

    [Fact]
    public async Task A_job_that_hangs_while_it_is_locked_is_found_by_its_age()
    {
        await AddJobAsync("strange", Old);
        await using var worker = await ConnectAsync("worker host-1/strange");
        await using var claim = await worker.BeginTransactionAsync(Cancelled);
        await using (var command = new NpgsqlCommand("SELECT id FROM background_jobs FOR UPDATE SKIP LOCKED", worker, claim))
            Assert.NotNull(await command.ExecuteScalarAsync(Cancelled));
        Assert.Contains("host-1/strange runs it", await AssertOpenedAsync("old_jobs/strange"), StringComparison.Ordinal);

        await using (var command = new NpgsqlCommand("DELETE FROM background_jobs", worker, claim))
            await command.ExecuteNonQueryAsync(Cancelled);
        await claim.CommitAsync(Cancelled);
        await AssertClearedAsync("old_jobs/strange");
    }

    [Fact]
    public async Task A_job_that_waits_for_its_next_try_is_as_old_as_it_is()
    {
        await AddJobAsync("strange", Old, "attempts = 4", "state = 'scheduled'", "run_at = now() + interval '1 hour'", "last_error = 'no route'");

        Assert.Contains("failed 4 times, last with: no route", await AssertOpenedAsync("old_jobs/strange"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_put_off_on_purpose_is_not_late()
    {
        await AddJobAsync("strange", Old, "state = 'scheduled'", "run_at = now() + interval '1 hour'");

        Assert.Empty(await RunAsync());
    }

    [Fact]
    public async Task Ready_jobs_without_a_worker_are_found_until_one_is_there()
    {
        await AddJobAsync("strange", "created_at = now() - interval '2 minutes'", "run_at = now() - interval '2 minutes'");
        await AssertOpenedAsync("no_worker/strange");

        await using var worker = await ConnectAsync("worker host-1/strange");
        await AssertClearedAsync("no_worker/strange");
    }

    [Fact]
    public async Task Jobs_that_only_a_worker_would_make_ready_count_as_well()
    {
        await AddJobAsync(
            "strange", "attempts = 1", "state = 'scheduled'", "created_at = now() - interval '3 minutes'", "run_at = now() - interval '2 minutes'");

        await AssertOpenedAsync("no_worker/strange");
    }

    [Fact]
    public async Task Index_jobs_that_fail_again_and_again_are_found_before_they_are_old()
    {
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, arguments, attempts, state, run_at, last_error)
            SELECT 'git', 'update_git_index', '{}', n, 'scheduled', now() + interval '1 hour', 'try ' || n FROM generate_series(3, 6) AS n
            """);
        var sentence = await AssertOpenedAsync("failing_jobs/update_git_index");
        Assert.Contains("2 update_git_index jobs have failed 5 times or more", sentence, StringComparison.Ordinal);
        Assert.Contains("try 6", sentence, StringComparison.Ordinal);

        await RemoveJobsAsync();
        await AssertClearedAsync("failing_jobs/update_git_index");
    }

    [Fact]
    public async Task A_job_that_fails_with_others_behind_it_is_found()
    {
        await AddJobAsync(
            "strange", "ordering_key = 'serde'", "attempts = 2", "state = 'scheduled'", "run_at = now() + interval '1 hour'", "last_error = 'no'");
        await AddJobAsync("strange", "ordering_key = 'serde'", "state = 'blocked'", "created_at = now() - interval '6 minutes'");
        await AddJobAsync("strange", "ordering_key = 'serde'", "state = 'blocked'");
        Assert.Contains("(serde) 2 jobs wait", await AssertOpenedAsync("blocked_key/strange"), StringComparison.Ordinal);

        await RemoveJobsAsync();
        await AssertClearedAsync("blocked_key/strange");
    }

    [Fact]
    public async Task Order_alone_blocks_nobody()
    {
        await AddJobAsync("strange", "ordering_key = 'serde'");
        await AddJobAsync("strange", "ordering_key = 'serde'", "state = 'blocked'", "created_at = now() - interval '6 minutes'");

        Assert.Empty(await RunAsync());
    }

    [Fact]
    public async Task A_paused_queue_is_found_when_jobs_wait_in_it_for_long_and_not_by_their_age()
    {
        await AddJobAsync("strange", Old);
        await ExecuteAsync("INSERT INTO background_job_pauses VALUES ('strange', now() - interval '50 minutes', 'ada', 'git host moves')");
        Assert.Empty(await RunAsync());

        await ExecuteAsync("UPDATE background_job_pauses SET paused_at = now() - interval '70 minutes'");
        Assert.Contains("ada paused the queue strange 1 h 10 min ago (git host moves)", await AssertOpenedAsync("paused_queue/strange"), StringComparison.Ordinal);

        await ExecuteAsync("DELETE FROM background_jobs");
        await AssertClearedAsync("paused_queue/strange");
    }

    [Fact]
    public async Task Jobs_that_were_given_up_are_found_as_such()
    {
        await AddJobAsync("strange", Old, "state = 'dead'", "attempts = 3", "last_error = 'no such thing'");
        Assert.Contains("given up, the last one after 3 attempts with: no such thing", await AssertOpenedAsync("dead_jobs/strange"), StringComparison.Ordinal);

        await RemoveJobsAsync();
        await AssertClearedAsync("dead_jobs/strange");
    }

    [Fact]
    public async Task Jobs_that_a_person_has_stopped_are_found_after_a_while()
    {
        await AddJobAsync("strange", Old, "state = 'dead'");
        await ExecuteAsync("INSERT INTO background_job_actions (actor, action, queue, job_id, reason) SELECT 'ada', 'stop', queue, id, 'So.' FROM background_jobs");
        Assert.Empty(await RunAsync());
        await ExecuteAsync("UPDATE background_job_actions SET at = at - interval '2 hours'");
        await AssertOpenedAsync("dead_jobs/strange");
    }
}
