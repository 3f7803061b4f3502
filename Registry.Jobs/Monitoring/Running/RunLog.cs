using Npgsql;
using NpgsqlTypes;

namespace Registry.Jobs.Monitoring.Running;

/// <summary>The rows that say when the monitor ran, where, and how that ended.</summary>
internal sealed class RunLog(NpgsqlDataSource database)
{
    /// <summary>Of all nodes that tick, the first one to add the row of a tick runs.</summary>
    private const string Begin = """
        INSERT INTO monitor_runs (kind, next_due_at, node, started_at) VALUES ($1, $2, $3, clock_timestamp())
        ON CONFLICT (kind, next_due_at) DO NOTHING
        RETURNING id, started_at
        """;

    private const string End = """
        UPDATE monitor_runs SET finished_at = clock_timestamp(), outcome = $2, error = $3, results = $4::jsonb WHERE id = $1
        """;

    private const string Progress = "UPDATE monitor_runs SET results = $2::jsonb WHERE id = $1";

    private const string Latest = """
        SELECT id, kind, next_due_at, node, started_at, finished_at, outcome, error
        FROM monitor_runs
        WHERE kind = $1 AND id <> $2 AND (next_due_at IS NOT NULL OR NOT $3)
        ORDER BY started_at DESC
        LIMIT 1
        """;

    private const string Prune = """
        WITH old_incidents AS (
            SELECT id FROM incidents WHERE cleared_at < clock_timestamp() - $1
        ), old_pages AS (
            DELETE FROM pages WHERE incident_id IN (SELECT id FROM old_incidents)
        ), old_runs AS (
            DELETE FROM monitor_runs WHERE started_at < clock_timestamp() - $1
        )
        DELETE FROM incidents WHERE id IN (SELECT id FROM old_incidents)
        """;

    /// <summary>The present, by the clock that all nodes share.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT clock_timestamp()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    /// <returns>Null when another node has begun the run of this tick.</returns>
    public async Task<StartedRun?> BeginAsync(string kind, DateTimeOffset? nextDueAt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Begin);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = (object?)nextDueAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = NodeName.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StartedRun(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1))
            : null;
    }

    public async Task EndAsync(long run, string outcome, string? error, string? results, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(End);
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = outcome });
        command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)results ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What a run that goes on has come to so far.</summary>
    public async Task ProgressAsync(long run, string results, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Progress);
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = results });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The run of a kind that began last.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="except">A run that does not count; 0 for none.</param>
    /// <param name="scheduled">Only those that the schedule started.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<PastRun?> LatestAsync(string kind, long except, bool scheduled, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Latest);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = except });
        command.Parameters.Add(new() { Value = scheduled });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new PastRun(reader.GetInt64(0), reader.GetString(1), Time(reader, 2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4))
        {
            FinishedAt = Time(reader, 5),
            Outcome = reader.IsDBNull(6) ? null : reader.GetString(6),
            Error = reader.IsDBNull(7) ? null : reader.GetString(7),
        };
    }

    /// <summary>Removes runs and incidents that are over for longer than <paramref name="keep"/>.</summary>
    public async Task PruneAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Prune);
        command.Parameters.Add(new() { Value = keep });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>A run that this node makes.</summary>
internal sealed record StartedRun(long Id, DateTimeOffset StartedAt);

/// <summary>A run that was begun before.</summary>
internal sealed record PastRun(long Id, string Kind, DateTimeOffset? NextDueAt, string Node, DateTimeOffset StartedAt)
{
    public DateTimeOffset? FinishedAt { get; init; }

    public string? Outcome { get; init; }

    public string? Error { get; init; }
}
