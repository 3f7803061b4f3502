namespace Registry.Jobs.Queue.Tests.Administering;

public sealed class RetryAndDiscardTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Single_jobs_are_retried_by_their_ids()
    {
        await AddFailedAsync("1", "2", "3");
        var ids = (await PageAsync(new JobFilter())).Where(job => job.Key != "2").Select(job => job.Id).ToArray();

        Assert.Equal(2, await RetryAsync(new JobFilter { Ids = ids }));

        Assert.Equal(
            [JobState.Ready, JobState.Scheduled, JobState.Ready],
            [.. (await PageAsync(new JobFilter())).OrderBy(job => job.Id).Select(job => job.State)]);
        Assert.Equal(2, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task Retrying_begins_the_backoff_anew_and_keeps_the_count_of_attempts()
    {
        await AddFailedAsync("1");
        await ExecuteAsync("UPDATE background_jobs SET failures = 20, losses = 3, attempts = 20");
        await RetryAsync(new JobFilter());

        var driver = BuildDriver(
            (_, _) => throw new InvalidOperationException("Again."), options => options.Retry = new RetryPolicy { Jitter = 0 });
        await driver.RunAllPendingAsync(Cancelled);

        Assert.InRange(await QueryAsync<double>("SELECT extract(epoch FROM run_at - now())::float8 FROM background_jobs"), 55, 60);
        Assert.Equal((21, 0), ((await JobAsync("1")).Attempts, (await JobAsync("1")).Losses));
    }

    public static TheoryData<JobFilter, string[]> Filters { get; } = new()
    {
        { new JobFilter(), ["1", "2", "elsewhere"] },
        { new JobFilter { Queue = Kinds.Exclusive.Queue }, ["elsewhere"] },
        { new JobFilter { Kind = Kinds.Plain.Name }, ["1", "2"] },
        { new JobFilter { Key = "2" }, ["2"] },
        { new JobFilter { Error = "FULL" }, ["2"] },
        { new JobFilter { Error = "%" }, [] },
        { new JobFilter { MinAttempts = 3 }, ["1"] },
        { new JobFilter { MaxAttempts = 0 }, ["elsewhere"] },
        { new JobFilter { FoldedError = "The disk is full." }, ["2"] },
        { new JobFilter { State = JobState.Dead }, ["1"] },
        { new JobFilter { State = JobState.Ready }, [] },
        { new JobFilter { CreatedBefore = DateTimeOffset.UnixEpoch }, [] },
        { new JobFilter { CreatedAfter = DateTimeOffset.UnixEpoch }, ["1", "2", "elsewhere"] },
        { new JobFilter { CreatedAfter = DateTimeOffset.MaxValue }, [] },
        { new JobFilter { MaxId = 2 }, ["1", "2"] },
        { new JobFilter { Worker = "worker" }, [] },
        { new JobFilter { Ids = [] }, [] },
        { new JobFilter { Kind = Kinds.Plain.Name, Error = "full", MinAttempts = 1 }, ["2"] },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task All_that_match_a_filter_are_retried_or_discarded_and_no_others(JobFilter filter, string[] expected)
    {
        await AddFailedAsync("1", "2");
        await EnqueueAsync(Kinds.Exclusive, "elsewhere");
        await ExecuteAsync("""
            UPDATE background_jobs SET state = 'dead', attempts = 3 WHERE key = '1';
            UPDATE background_jobs SET last_error = 'The disk is full.' WHERE key = '2';
            UPDATE background_jobs SET state = 'scheduled', run_at = now() + interval '1 hour' WHERE key = 'elsewhere'
            """);

        Assert.Equal(expected.Length, await RetryAsync(filter));
        Assert.Equal(expected, await QueryAsync<string[]>("SELECT coalesce(array_agg(key ORDER BY key), '{}') FROM background_jobs WHERE state = 'ready'"));
        Assert.Equal(expected, (await ActionsAsync()).Select(action => action.Key).Order());
        Assert.Equal(3 - expected.Length, 3 - (await ActionsAsync()).Count(action => action is { Action: "retry", Actor: "ada", Reason: null }));

        await ExecuteAsync("UPDATE background_jobs SET state = CASE key WHEN '1' THEN 'dead' ELSE 'scheduled' END");
        Assert.Equal(expected.Length, await DiscardAsync(filter));
        Assert.Equal(3 - expected.Length, await CountJobsAsync());
    }

    [Fact]
    public async Task A_running_job_is_left_alone()
    {
        var gate = new Gate();
        await StartWorkerAsync("worker", async (batch, cancellationToken) =>
        {
            await gate.PassAsync(cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
        });
        await EnqueueAsync(Kinds.Plain, "running");
        await gate.EnteredAsync();

        Assert.Equal(0, await RetryAsync(new JobFilter()));
        Assert.Equal(0, await DiscardAsync(new JobFilter()));
        Assert.Equal(0, await DiscardAsync(new JobFilter { State = JobState.Running }));

        Assert.Empty(await ActionsAsync());
        gate.Open();
        await NoJobIsLeftAsync();
        Assert.Equal(["running"], await EffectsAsync());
    }

    [Fact]
    public async Task What_was_discarded_stays_on_record_with_who_and_why()
    {
        await EnqueueAsync(Kinds.Plain, "gone", "stays");
        var id = (await JobAsync("gone")).Id;

        Assert.Equal(1, await DiscardAsync(new JobFilter { Ids = [id] }));

        var action = Assert.Single(await ActionsAsync(id));
        Assert.Equal(
            ("discard", "ada", "It is not wanted.", "default", Kinds.Plain.Name, "gone", "{\"text\": \"gone\"}", id),
            (action.Action, action.Actor, action.Reason, action.Queue, action.Kind, action.Key, action.Arguments, action.JobId));
        Assert.InRange(action.At, await QueryAsync<DateTime>("SELECT now() - interval '1 minute'"), await QueryAsync<DateTime>("SELECT now()"));
        Assert.Equal(1, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task What_was_discarded_of_a_kind_and_key_is_found_from_a_moment_on()
    {
        await EnqueueAsync(Kinds.Plain, "gone", "other");
        await DiscardAsync(new JobFilter());
        var before = await QueryAsync<DateTime>("SELECT clock_timestamp()");
        await EnqueueAsync(Kinds.Plain, "gone", "gone");
        await RetryAsync(new JobFilter());
        await DiscardAsync(new JobFilter());

        Assert.Equal([4, 3, 1], (await DiscardsAsync(DateTime.UnixEpoch, 5)).Select(action => action.JobId));
        Assert.Equal([4], (await DiscardsAsync(DateTime.UnixEpoch, 1)).Select(action => action.JobId));
        Assert.Equal([4, 3], (await DiscardsAsync(before, 5)).Select(action => action.JobId));
        Assert.All(await DiscardsAsync(before, 5), action => Assert.Equal(("discard", "gone"), (action.Action, action.Key)));
        Assert.Empty(await DiscardsAsync(before, 5, "another"));

        Task<IReadOnlyList<JobAction>> DiscardsAsync(DateTime since, int limit, string? kind = null) => WithConnectionAsync(
            connection => Inspector.DiscardsOfAsync(connection, [kind ?? Kinds.Plain.Name], "gone", since, limit, Cancelled));
    }

    [Fact]
    public async Task What_is_done_in_a_transaction_that_is_rolled_back_has_not_happened()
    {
        await EnqueueAsync(Kinds.Plain, "one");
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using (var transaction = await connection.BeginTransactionAsync(Cancelled))
        {
            Assert.Equal(1, await Administrator.DiscardAsync(connection, new JobFilter(), "ada", "A slip.", Cancelled));
            await transaction.RollbackAsync(Cancelled);
        }

        Assert.Equal((1, 0), (await CountJobsAsync(), (await ActionsAsync()).Count));
    }

    [Fact]
    public async Task Discarding_needs_a_reason_and_both_need_somebody()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => WithConnectionAsync(connection => Administrator.DiscardAsync(connection, new JobFilter(), "ada", "", Cancelled)));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => WithConnectionAsync(connection => Administrator.RetryAsync(connection, new JobFilter(), " ", Cancelled)));
    }

    [Fact]
    public async Task Retried_jobs_wake_the_workers_of_their_queue()
    {
        await StartWorkerAsync("worker", Effects.WriteAsync, options => options.PollInterval = TimeSpan.FromHours(1));
        await Client.StartAsync();
        await AddFailedAsync("one");

        await RetryAsync(new JobFilter());

        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, TimeSpan.FromSeconds(10), "the job to be done");
    }

    private async Task AddFailedAsync(params string[] texts)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        foreach (var text in texts)
            await Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note(text), Cancelled);
        await using var fail = new Npgsql.NpgsqlCommand(
            "UPDATE background_jobs SET state = 'scheduled', run_at = now() + interval '1 hour', attempts = 1, failures = 1, last_error = 'Broken.'",
            connection,
            transaction);
        await fail.ExecuteNonQueryAsync(Cancelled);
        await transaction.CommitAsync(Cancelled);
    }
}
