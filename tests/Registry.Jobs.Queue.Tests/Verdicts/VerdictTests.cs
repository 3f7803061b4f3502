namespace Registry.Jobs.Queue.Tests.Verdicts;

/// <summary>What a handler says of single jobs.</summary>
public sealed class VerdictTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private readonly JobKind<Note> _batched = Kinds.Plain with { BatchSize = 10 };

    [Fact]
    public async Task A_poisoned_item_is_isolated_and_the_rest_proceed()
    {
        var attempts = new List<int>();
        var driver = BuildDriver(
            async (batch, cancellationToken) =>
            {
                attempts.Add(batch.Jobs.Count);
                foreach (var job in batch.Jobs)
                {
                    if (job.Arguments.Text == "poison")
                        batch.Fail(job, new FormatException("Poison."));
                    else
                        await Effects.WriteAsync(batch.Transaction, job.Arguments.Text, cancellationToken);
                }
            },
            options => options.Retry = new RetryPolicy(),
            _batched);
        await EnqueueAsync(_batched, "1", "poison", "2", "3");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["1", "2", "3"], await EffectsAsync());
        Assert.Equal([4], attempts);
        var poison = await JobAsync("poison");
        Assert.Equal((JobState.Scheduled, 1, "Poison."), (poison.State, poison.Attempts, poison.LastError));
        var attempt = Assert.Single(await AttemptsAsync("poison"));
        Assert.Equal((AttemptOutcome.Failed, "Poison."), (attempt.Outcome, attempt.Error));
        Assert.Contains(nameof(FormatException), attempt.Stack, StringComparison.Ordinal);
        Assert.Equal(AttemptOutcome.Done, Assert.Single(await AttemptsAsync("1")).Outcome);
    }

    [Fact]
    public async Task A_batch_that_throws_says_nothing_of_single_jobs()
    {
        var driver = BuildDriver(
            (batch, _) =>
            {
                batch.Stop(batch.Jobs[0], "Never mind.");
                throw new InvalidOperationException("All of it.");
            },
            options => options.Retry = new RetryPolicy(),
            _batched);
        await EnqueueAsync(_batched, "1", "2");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.All(
            new[] { await JobAsync("1"), await JobAsync("2") }, job => Assert.Equal((JobState.Scheduled, "All of it."), (job.State, job.LastError)));
    }

    [Fact]
    public async Task A_postponed_job_comes_again_uncounted()
    {
        var seen = new List<int>();
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            seen.Add(batch.Jobs[0].Attempt);
            await Effects.WriteAsync(batch, cancellationToken);
            if (seen.Count < 3)
                batch.Postpone(batch.Jobs[0], TimeSpan.FromMinutes(10), "The other side is closed.");
        });
        await EnqueueAsync(Kinds.Plain, "one");
        await driver.RunAllPendingAsync(Cancelled);
        var job = await JobAsync("one");
        Assert.Equal((JobState.Scheduled, 0, null), (job.State, job.Attempts, job.LastError));
        Assert.InRange(await QueryAsync<double>("SELECT extract(epoch FROM run_at - now())::float8 FROM background_jobs"), 590, 600);
        await driver.AssertNoneFailedAsync(Cancelled);

        for (var round = 0; round < 2; round++)
        {
            await driver.MakeAllDueAsync(Cancelled);
            await driver.RunAllPendingAsync(Cancelled);
        }

        Assert.Equal([1, 1, 1], seen);
        Assert.Equal(0, await CountJobsAsync());
        Assert.Equal(
            [(AttemptOutcome.Postponed, "The other side is closed."), (AttemptOutcome.Postponed, "The other side is closed."), (AttemptOutcome.Done, null)],
            [.. (await AttemptsAsync("one")).Select(attempt => (attempt.Outcome, attempt.Error))]);

        // What it wrote before it asked for another time stays.
        Assert.Equal(3, (await EffectsAsync()).Length);
    }

    [Fact]
    public async Task A_stopped_job_is_dead_at_once_whatever_its_policy()
    {
        var driver = BuildDriver((batch, _) =>
        {
            batch.Stop(batch.Jobs[0], "There is no such user.");
            return Task.CompletedTask;
        });
        await EnqueueAsync(Kinds.Plain, "one");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));

        var job = await JobAsync("one");
        Assert.Equal((JobState.Dead, "There is no such user."), (job.State, job.LastError));
        Assert.Equal(AttemptOutcome.Stopped, Assert.Single(await AttemptsAsync("one")).Outcome);
        await Assert.ThrowsAsync<InvalidOperationException>(() => driver.AssertNoneFailedAsync(Cancelled));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reason_that_cannot_be_stored_as_it_is_is_stored_all_the_same(bool stop)
    {
        var driver = BuildDriver((batch, _) =>
        {
            const string Reason = "Half of a pair: \ud83d, and nothing: \0.";
            if (stop)
                batch.Stop(batch.Jobs[0], Reason);
            else
                batch.Postpone(batch.Jobs[0], TimeSpan.FromHours(1), Reason);
            return Task.CompletedTask;
        });
        await EnqueueAsync(Kinds.Plain, "one");

        await driver.RunAllPendingAsync(Cancelled);

        var attempt = Assert.Single(await AttemptsAsync("one"));
        Assert.Equal((stop ? AttemptOutcome.Stopped : AttemptOutcome.Postponed, "Half of a pair: \ufffd, and nothing: ."), (attempt.Outcome, attempt.Error));
    }

    [Fact]
    public async Task All_verdicts_in_one_batch()
    {
        var driver = BuildDriver(
            (batch, _) =>
            {
                foreach (var job in batch.Jobs)
                {
                    switch (job.Arguments.Text)
                    {
                        case "fail":
                            batch.Fail(job, new InvalidOperationException("No."));
                            break;
                        case "postpone":
                            batch.Postpone(job, TimeSpan.FromHours(1), "Later.");
                            break;
                        case "stop":
                            batch.Stop(job, "Never.");
                            break;
                    }
                }

                return Task.CompletedTask;
            },
            options => options.Retry = new RetryPolicy(),
            _batched);
        await EnqueueAsync(_batched, "done", "fail", "postpone", "stop");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(
            [("fail", JobState.Scheduled, 1), ("postpone", JobState.Scheduled, 0), ("stop", JobState.Dead, 1)],
            [.. (await PageAsync(new JobFilter())).Reverse().Select(job => (job.Key!, job.State, job.Attempts))]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_job_that_has_failed_as_often_as_its_kind_allows_is_dead(int allowed)
    {
        var kind = Kinds.Plain with { Retry = new RetryPolicy { MaxAttempts = allowed } };
        var driver = BuildDriver((_, _) => throw new InvalidOperationException("Broken."), kinds: kind);
        await EnqueueAsync(kind, "one");

        for (var round = 0; round < 5; round++)
        {
            await driver.RunAllPendingAsync(Cancelled);
            await driver.MakeAllDueAsync(Cancelled);
        }

        var job = await JobAsync("one");
        Assert.Equal((JobState.Dead, allowed, "Broken."), (job.State, job.Attempts, job.LastError));
        Assert.Equal(allowed, (await AttemptsAsync("one")).Count);
    }

    [Fact]
    public async Task A_dead_job_that_is_retried_may_fail_as_often_again()
    {
        var kind = Kinds.Plain with { Retry = new RetryPolicy { MaxAttempts = 2 } };
        var driver = BuildDriver((_, _) => throw new InvalidOperationException("Broken."), kinds: kind);
        await EnqueueAsync(kind, "one");
        await RunUntilDeadAsync();
        Assert.Equal(1, await RetryAsync(new JobFilter { Key = "one" }));
        await RunUntilDeadAsync();

        Assert.Equal(4, (await JobAsync("one")).Attempts);

        async Task RunUntilDeadAsync()
        {
            await driver.RunAllPendingAsync(Cancelled);
            Assert.Equal(JobState.Scheduled, (await JobAsync("one")).State);
            await driver.MakeAllDueAsync(Cancelled);
            await driver.RunAllPendingAsync(Cancelled);
            Assert.Equal(JobState.Dead, (await JobAsync("one")).State);
        }
    }

    [Fact]
    public async Task A_kind_that_does_not_record_what_went_well_records_the_rest()
    {
        var kind = Kinds.Plain with { RecordDone = false };
        var driver = BuildDriver(
            (batch, _) => batch.Jobs[0].Attempt == 1 ? throw new InvalidOperationException("Broken.") : Task.CompletedTask,
            options => options.Retry = new RetryPolicy(),
            kind);
        await EnqueueAsync(kind, "one");
        await driver.RunAllPendingAsync(Cancelled);
        await driver.MakeAllDueAsync(Cancelled);
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(0, await CountJobsAsync());
        Assert.Equal(AttemptOutcome.Failed, Assert.Single(await AttemptsAsync("one")).Outcome);
    }
}
