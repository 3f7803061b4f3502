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
}
