using Npgsql;

namespace Registry.Jobs.Queue.Tests.Enqueueing;

/// <summary>A job brings its copy of a value up to date; whoever changes the value adds the job. In the end the copies must be right.</summary>
public sealed class CoalescingRaceTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private const int Values = 3;
    private const int ChangesOfEach = 100;

    [Fact]
    public async Task No_change_is_lost_however_enqueuers_and_workers_meet()
    {
        await ExecuteAsync($"""
            CREATE TABLE changing (name text PRIMARY KEY, value int NOT NULL, copy int NOT NULL);
            INSERT INTO changing SELECT n::text, 0, 0 FROM generate_series(1, {Values}) n
            """);
        foreach (var name in new[] { "one", "two" })
        {
            await StartWorkerAsync(
                name, CopyAsync, options => options.Queues["default"] = new QueueOptions { Workers = 3 }, Kinds.Coalescing);
        }

        await Task.WhenAll(Enumerable.Range(1, Values).SelectMany(value => new[] { ChangeAsync(value), ChangeAsync(value) }));
        await NoJobIsLeftAsync();

        Assert.Equal(Values * 2 * ChangesOfEach, await QueryAsync<long>("SELECT sum(copy) FROM changing WHERE copy = value"));
        Assert.InRange(
            await QueryAsync<long>("SELECT count(*) FROM background_job_attempts WHERE outcome = 'done'"), Values, (Values * 2 * ChangesOfEach) - 1);
    }

    [Fact]
    public async Task An_added_twin_ends_the_backoff()
    {
        var broken = true;
        var driver = BuildDriver(
            (batch, cancellationToken) => broken ? throw new InvalidOperationException("Broken.") : Effects.WriteAsync(batch, cancellationToken),
            options => options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromMinutes(1), MaxDelay = TimeSpan.FromDays(1), Jitter = 0 },
            Kinds.Coalescing);
        await EnqueueAsync(Kinds.Coalescing, "same");
        for (var failures = 0; failures < 5; failures++)
        {
            await driver.MakeAllDueAsync(Cancelled);
            await driver.RunAllPendingAsync(Cancelled);
        }

        Assert.InRange(await WaitAsync(), 15.5, 16);
        await EnqueueAsync(Kinds.Coalescing, "same");
        await driver.RunAllPendingAsync(Cancelled);

        // It begins again at the first delay; the attempts go on being counted.
        Assert.InRange(await WaitAsync(), 0.9, 1);
        Assert.Equal(6, (await JobAsync("same")).Attempts);
        broken = false;
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task A_dead_job_stands_for_nobody()
    {
        await EnqueueAsync(Kinds.Coalescing, "same");
        await ExecuteAsync("UPDATE background_jobs SET state = 'dead'");

        await EnqueueAsync(Kinds.Coalescing, "same");

        Assert.Equal([JobState.Dead, JobState.Ready], [.. (await JobsAsync("same")).Select(job => job.State)]);
    }

    [Fact]
    public async Task A_blocked_twin_stands_for_the_new_job_and_stays_blocked()
    {
        var kind = Kinds.Coalescing with { OrderingKey = _ => "all" };
        await EnqueueAsync(kind, "first", "same", "same");

        Assert.Equal(2, await CountJobsAsync());
        Assert.Equal(JobState.Blocked, (await JobAsync("same")).State);
    }

    private Task<double> WaitAsync() => QueryAsync<double>("SELECT extract(epoch FROM run_at - clock_timestamp())::float8 / 60 FROM background_jobs");

    private async Task ChangeAsync(int value)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        for (var change = 0; change < ChangesOfEach; change++)
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            await using var update = new NpgsqlCommand($"UPDATE changing SET value = value + 1 WHERE name = '{value}'", connection, transaction);
            await update.ExecuteNonQueryAsync(Cancelled);
            await Client.Queue.EnqueueAsync(transaction, Kinds.Coalescing, new Note($"{value}"), Cancelled);
            await transaction.CommitAsync(Cancelled);
        }
    }

    /// <summary>Reads, dawdles and writes what it has read; the newest wins.</summary>
    private static async Task CopyAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        var name = batch.Jobs[0].Arguments.Text;
        await using var read = new NpgsqlCommand("SELECT value FROM changing WHERE name = $1", batch.Transaction.Connection, batch.Transaction);
        read.Parameters.Add(new() { Value = name });
        var value = (int)(await read.ExecuteScalarAsync(cancellationToken))!;
        await Task.Delay(Random.Shared.Next(3), cancellationToken);
        await using var write = new NpgsqlCommand(
            "UPDATE changing SET copy = GREATEST(copy, $2) WHERE name = $1", batch.Transaction.Connection, batch.Transaction);
        write.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = name }, new() { Value = value } });
        await write.ExecuteNonQueryAsync(cancellationToken);
    }
}
