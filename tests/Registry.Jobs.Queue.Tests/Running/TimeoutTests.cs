namespace Registry.Jobs.Queue.Tests.Running;

public sealed class TimeoutTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private readonly JobKind<Note> _short = Kinds.Plain with { Timeout = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_cancelled_and_counts_as_failed()
    {
        var driver = BuildDriver(
            (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken), options => options.Retry = new RetryPolicy(), _short);
        await EnqueueAsync(_short, "long");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        var attempt = Assert.Single(await AttemptsAsync("long"));
        Assert.Equal((false, "It was not finished within 0.3 s."), (attempt.Succeeded, attempt.Error));
        Assert.Equal(1, Assert.Single(await JobsAsync("long")).Attempts);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_cancelled_and_counts_as_failed()
    {
        var driver = BuildDriver(
            async (batch, cancellationToken) =>
            {
                await using var sleep = new Npgsql.NpgsqlCommand("SELECT pg_sleep(60)", batch.Transaction.Connection, batch.Transaction);
                await sleep.ExecuteNonQueryAsync(cancellationToken);
            },
            options => options.Retry = new RetryPolicy(),
            _short);
        await EnqueueAsync(_short, "long");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal("It was not finished within 0.3 s.", Assert.Single(await AttemptsAsync("long")).Error);
    }

    [Fact]
    public async Task The_server_takes_the_job_from_a_handler_that_hears_nothing_and_another_worker_runs_it()
    {
        var hung = new Gate();
        await StartWorkerAsync(
            "hung",
            (_, _) => hung.PassAsync(CancellationToken.None),
            options =>
            {
                // Longer than the interval of a keep-alive, which must not pass for activity.
                options.ServerMargin = TimeSpan.FromSeconds(6);
                options.Queues["default"] = new QueueOptions { Workers = 1 };
            },
            _short);
        await EnqueueAsync(_short, "job");
        await hung.EnteredAsync();
        await StartWorkerAsync("healthy", Effects.WriteAsync);

        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, TimeSpan.FromSeconds(15), "the job to be done elsewhere");
        hung.Open();

        Assert.Equal(["job"], await EffectsAsync());
        Assert.Equal("healthy/default", Assert.Single(await AttemptsAsync("job")).Worker);
    }
}
