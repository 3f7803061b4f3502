using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>How workers find jobs when the server believes that the table is empty, and there is much in it that may not be run.</summary>
public sealed class ClaimCostTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(10, null)]
    [InlineData(1, 2)]
    public async Task Only_the_index_of_ready_jobs_is_read(int batchSize, int? limit)
    {
        var kind = Kinds.Plain with { BatchSize = batchSize };
        await ExecuteAsync("ALTER TABLE background_jobs SET (autovacuum_enabled = false); ANALYZE background_jobs");
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, arguments, state, run_at)
            SELECT CASE n % 4 WHEN 0 THEN 'elsewhere' ELSE 'default' END, 'plain', '{}',
                   CASE n % 4 WHEN 0 THEN 'ready' WHEN 1 THEN 'scheduled' WHEN 2 THEN 'blocked' ELSE 'dead' END, now() + interval '1 hour'
            FROM generate_series(1, 20000) n
            """);
        await EnqueueAsync(kind, [.. Enumerable.Range(0, 50).Select(number => $"{number}")]);
        await ExecuteAsync("SELECT pg_stat_reset()");

        await BuildDriver(Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { ClusterLimit = limit }, kind)
            .RunAllPendingAsync(Cancelled);

        Assert.Equal(50, (await EffectsAsync()).Length);

        // The server writes down what a session has read when that ends.
        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT idx_scan > 0 FROM pg_stat_user_indexes WHERE indexrelname = 'background_jobs_ready'"),
            timeout: null,
            "the statistics");
        Assert.InRange(await QueryAsync<long>("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'background_jobs'"), 0, 1000);
        Assert.InRange(await QueryAsync<long>("SELECT sum(idx_tup_read)::bigint FROM pg_stat_user_indexes WHERE relname = 'background_jobs'"), 50, 15_000);
    }

    [Fact]
    public async Task Claims_and_ends_are_not_planned_anew_for_each_job()
    {
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(0, 2000).Select(number => $"{number}")]);
        await ExecuteAsync("ANALYZE background_jobs");
        var (planned, ran) = (0L, 0L);

        await BuildDriver(async (batch, cancellationToken) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT sum(custom_plans)::bigint, sum(generic_plans)::bigint FROM pg_prepared_statements WHERE statement LIKE '%background_jobs%'",
                batch.Transaction.Connection,
                batch.Transaction);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (!await reader.IsDBNullAsync(0, cancellationToken))
                (planned, ran) = (reader.GetInt64(0), reader.GetInt64(1));
        }).RunAllPendingAsync(Cancelled);

        Assert.InRange(planned, 1, ran / 10);
    }

    [Fact]
    public async Task What_was_planned_for_a_nearly_empty_table_is_planned_again_when_it_is_full()
    {
        await ExecuteAsync("ALTER TABLE background_jobs SET (autovacuum_enabled = false); ANALYZE background_jobs");
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(0, 90).Select(number => $"{number}")]);
        var driver = Build(queue =>
        {
            queue.Services.AddSingleton<TimeProvider>(new HastyClock()).AddSingleton<Handling>(FillAsync);
            queue.AddHandler<Note, NoteHandler>(Kinds.Plain).AddTestDriver();
        }).Driver;

        Assert.Equal(90, await driver.RunAllPendingAsync(Cancelled));

        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT n_tup_del >= 90 FROM pg_stat_user_tables WHERE relname = 'background_jobs'"), timeout: null, "the statistics");
        Assert.InRange(await QueryAsync<long>("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'background_jobs'"), 0, 300_000);

        async Task FillAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
        {
            if (batch.Jobs[0].Arguments.Text == "40")
            {
                await ExecuteAsync("""
                    INSERT INTO background_jobs (queue, kind, arguments, state, run_at)
                    SELECT 'default', 'plain', '{}', 'scheduled', now() + interval '1 hour' FROM generate_series(1, 20000)
                    """);
            }
        }
    }

    /// <summary>Two seconds go by between any two looks at it.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * 2 * TimestampFrequency;
    }
}
