namespace Registry.Jobs.Queue.Tests.Inspecting;

public sealed class JobInspectorTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_running_job_shows_who_runs_it_and_since_when()
    {
        var gate = new Gate();
        await StartWorkerAsync("alice", (_, cancellationToken) => gate.PassAsync(cancellationToken));
        await EnqueueAsync(Kinds.Plain, "one");
        await gate.EnteredAsync();

        var job = Assert.Single(await JobsAsync("one"));

        Assert.Equal(("alice/default", null, false), (job.Worker, job.Position, job.IsDelayed));
        Assert.InRange(job.RunningSince!.Value, job.CreatedAt, job.CreatedAt.AddMinutes(1));
        gate.Open();
        await NoJobIsLeftAsync();
    }

    [Fact]
    public async Task A_twin_that_a_running_handler_holds_on_to_is_not_running()
    {
        var gate = new Gate();
        await EnqueueAsync(Kinds.Coalescing, "after");
        await StartWorkerAsync("worker", async (batch, cancellationToken) =>
        {
            await batch.EnqueueAsync(Kinds.Coalescing, new Note("after"), cancellationToken);
            await gate.PassAsync(cancellationToken);
        });
        await EnqueueAsync(Kinds.Plain, "one");
        await gate.EnteredAsync();

        Assert.Equal(("worker/default", null), (Assert.Single(await JobsAsync("one")).Worker, Assert.Single(await JobsAsync("after")).Worker));
        gate.Open();
        await Wait.UntilAsync(async () => (await JobsAsync("one")).Count == 0, timeout: null, "the job to be done");
    }

    [Fact]
    public async Task A_waiting_job_shows_how_many_are_ahead_of_it()
    {
        await EnqueueAsync(Kinds.Plain, "first", "second", "third");
        await EnqueueAsync(Kinds.Plain with { Priority = 1 }, "urgent");
        await EnqueueAsync(Kinds.Exclusive, "elsewhere");
        await ExecuteAsync("UPDATE background_jobs SET run_at = now() + interval '1 hour', state = 'scheduled' WHERE key = 'first'");

        Assert.Equal(0, Assert.Single(await JobsAsync("urgent")).Position);
        Assert.Equal(1, Assert.Single(await JobsAsync("second")).Position);
        Assert.Equal(2, Assert.Single(await JobsAsync("third")).Position);
        Assert.Equal(0, Assert.Single(await JobsAsync("elsewhere")).Position);
        Assert.True(Assert.Single(await JobsAsync("first")).IsDelayed);
    }

    [Fact]
    public async Task Attempts_are_found_by_kind_key_and_time_the_newest_first()
    {
        var driver = BuildDriver(Effects.WriteAsync, kinds: [Kinds.Plain, Kinds.FollowUp]);
        foreach (var kind in new[] { Kinds.Plain, Kinds.FollowUp })
        {
            await EnqueueAsync(kind, "one", "two");
            await driver.RunAllPendingAsync(Cancelled);
        }

        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        string[] kinds = [Kinds.Plain.Name, Kinds.FollowUp.Name];
        var all = await Inspector.AttemptsOfAsync(connection, kinds, "one", DateTimeOffset.UnixEpoch, 10, Cancelled);
        var newest = await Inspector.AttemptsOfAsync(connection, kinds, "one", all[0].FinishedAt, 10, Cancelled);
        var limited = await Inspector.AttemptsOfAsync(connection, kinds, "one", DateTimeOffset.UnixEpoch, 1, Cancelled);

        Assert.Equal([Kinds.FollowUp.Name, Kinds.Plain.Name], [.. all.Select(attempt => attempt.Kind)]);
        Assert.Equal(all[0], Assert.Single(newest));
        Assert.Equal(all[0], Assert.Single(limited));
    }

    [Fact]
    public async Task The_jobs_of_a_key_are_found_without_reading_all_jobs()
    {
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, key, arguments) SELECT 'default', 'plain', n::text, '{}' FROM generate_series(1, 20000) n;
            ANALYZE background_jobs
            """);
        await using var explain = Database.CreateCommand("EXPLAIN " + Queue.Inspecting.InspectSql.OfKey);
        explain.Parameters.Add(new() { Value = Storage.JobConnections.WorkerPrefix });
        explain.Parameters.Add(new() { Value = "7" });
        await using var reader = await explain.ExecuteReaderAsync(Cancelled);
        var plan = new List<string>();
        while (await reader.ReadAsync(Cancelled))
            plan.Add(reader.GetString(0));

        Assert.Contains(plan, line => line.Contains("background_jobs_key", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on background_jobs", StringComparison.Ordinal));
    }
}
