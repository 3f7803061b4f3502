namespace Registry.Jobs.Queue.Tests.Ordering;

/// <summary>Many workers, many keys, failures and kills; then a checker reads what happened.</summary>
public sealed class OrderHistoryTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private const int Keys = 5;

    [Fact]
    public async Task The_order_holds_while_jobs_fail_workers_race_and_enqueuers_race()
    {
        const int JobsOfKey = 40;
        await ExecuteAsync(OrderHistory.Table);
        var history = new OrderHistory(Database);
        foreach (var name in new[] { "one", "two", "three" })
        {
            await StartWorkerAsync(
                name,
                (batch, cancellationToken) => history.RunAsync(name, batch, cancellationToken),
                options => options.Queues["default"] = new QueueOptions { Workers = 3 },
                Kinds.Ordered with { BatchSize = name == "three" ? 4 : 1 });
        }

        // Ids are drawn when jobs are added, so a job whose enqueuer commits late would run after one with a higher id.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async enqueuer =>
        {
            for (var number = 0; number < JobsOfKey / 4; number++)
                await AddToEachKeyAsync($"{enqueuer} {number}");
        }));
        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, TimeSpan.FromSeconds(90), "all jobs to be done");

        await history.CheckAsync(Cancelled);
        Assert.Equal(Keys * JobsOfKey, await QueryAsync<long>("SELECT count(*) FROM history WHERE event = 'end'"));
    }

    [Fact]
    public async Task The_order_holds_while_processes_are_killed()
    {
        const int JobsOfKey = 30;
        await ExecuteAsync(OrderHistory.Table);
        foreach (var number in Enumerable.Range(1, JobsOfKey))
            await EnqueueAsync(Kinds.Ordered, [.. Enumerable.Range(0, Keys).Select(key => $"{key}/{number}")]);
        using var survivor = WorkerProcess.Start(ConnectionString, "survivor", Kinds.Ordered);
        string[] doomed = ["first", "second", "third"];
        foreach (var name in doomed)
        {
            using var process = WorkerProcess.Start(ConnectionString, name, Kinds.Ordered);
            await Wait.UntilAsync(
                () => QueryAsync<bool>($"SELECT EXISTS (SELECT FROM history WHERE worker = '{name}') OR NOT EXISTS (SELECT FROM background_jobs)"),
                timeout: null,
                "the process to work");
            await process.KillAsync();
        }

        await Wait.UntilAsync(async () => await CountJobsAsync() == 0, TimeSpan.FromSeconds(90), "all jobs to be done");

        await new OrderHistory(Database).CheckAsync(Cancelled, doomed);
        Assert.Equal(Keys * JobsOfKey, await QueryAsync<long>("SELECT count(DISTINCT job) FROM history WHERE event = 'end'"));
    }

    [Fact]
    public async Task The_checker_finds_what_it_is_for()
    {
        await ExecuteAsync(OrderHistory.Table);
        var history = new OrderHistory(Database);
        foreach (var (wrong, killed) in new[]
        {
            ("('a', 1, 'x', 'start'), ('a', 2, 'y', 'start')", "x"),
            ("('a', 1, 'x', 'start'), ('a', 1, 'y', 'start')", "z"),
            ("('a', 1, 'x', 'start'), ('a', 1, 'y', 'end')", "x"),
            ("('a', 1, 'x', 'start'), ('a', 1, 'x', 'end'), ('a', 2, 'y', 'start'), ('a', 2, 'y', 'end'), ('a', 1, 'x', 'start')", "x"),
        })
        {
            await ExecuteAsync($"TRUNCATE history; INSERT INTO history (ordering_key, job, worker, event) VALUES {wrong}");
            await Assert.ThrowsAsync<Xunit.Sdk.TrueException>(() => history.CheckAsync(Cancelled, killed));
        }
    }

    private async Task AddToEachKeyAsync(string name)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        foreach (var key in Enumerable.Range(0, Keys))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            await Client.Queue.EnqueueAsync(transaction, Kinds.Ordered, new Note($"{key}/{name}"), Cancelled);
            await Task.Delay(Random.Shared.Next(4), Cancelled);
            await transaction.CommitAsync(Cancelled);
        }
    }
}
