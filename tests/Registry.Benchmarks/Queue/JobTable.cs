using System.Globalization;
using Npgsql;
using Registry.Jobs.Queue;

namespace Registry.Benchmarks.Queue;

/// <summary>The table of this repository's queue, filled by statements so that many jobs are there soon.</summary>
internal sealed class JobTable(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public string ConnectionString => connectionString;

    public Task CreateAsync(CancellationToken cancellationToken) => ExecuteAsync(JobSchema.All, cancellationToken);

    public Task ClearAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("TRUNCATE background_jobs, background_job_attempts", cancellationToken);

    public Task AddAsync(Kind kind, int jobs, CancellationToken cancellationToken) => ExecuteAsync(
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            INSERT INTO background_jobs (queue, kind, key, arguments, priority)
            SELECT '{{kind.Queue}}', '{{kind.Name}}', NULL, '{"enqueuedAt": 0}', 0 FROM generate_series(1, {{jobs}})
            """),
        cancellationToken);

    public Task AddAsync(Crowd crowd, CancellationToken cancellationToken) => ExecuteAsync(crowd.Insert, cancellationToken);

    /// <summary>What was done to the table before is no longer felt.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("VACUUM ANALYZE background_jobs", cancellationToken);
        await ExecuteAsync("CHECKPOINT", cancellationToken);
    }

    /// <summary>A measurement that did not do its work has measured nothing.</summary>
    public async Task IsDrainedAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM background_jobs WHERE state = 'ready'");
        var left = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (left > 0)
            throw new InvalidOperationException($"{left} jobs have not been run.");
    }

    /// <summary>Holds a snapshot and a transaction id, so that nothing that is deleted meanwhile can be cleaned up.</summary>
    public async Task<IAsyncDisposable> HoldSnapshotAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_xact_id(), count(*) FROM background_jobs", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
