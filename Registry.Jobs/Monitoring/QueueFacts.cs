using Npgsql;

namespace Registry.Jobs.Monitoring;

/// <summary>What the checks need to know of the queue.</summary>
internal sealed class QueueFacts(NpgsqlDataSource database)
{
    /// <summary>Queues with jobs that are unfinished for longer than a limit.</summary>
    public Task<IReadOnlyList<OldJobsOfQueue>> OldJobsAsync(TimeSpan limit, CancellationToken cancellationToken) => ReadAsync(
        QueueFactsSql.OldJobs,
        [limit],
        reader => new OldJobsOfQueue(
            reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3), Text(reader, 4), reader.GetTimeSpan(5), reader.GetInt32(6))
        {
            LastError = Text(reader, 7),
            Worker = Text(reader, 8),
            RunningFor = Time(reader, 9),
        },
        cancellationToken);

    /// <summary>Queues that have jobs, have workers, or are paused.</summary>
    public Task<IReadOnlyList<QueueState>> QueuesAsync(CancellationToken cancellationToken) => ReadAsync(
        QueueFactsSql.Queues,
        [],
        reader => new QueueState(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), Time(reader, 3), reader.GetInt32(4))
        {
            PausedFor = Time(reader, 5),
            PausedBy = Text(reader, 6),
            PauseReason = Text(reader, 7),
        },
        cancellationToken);

    /// <summary>Kinds with jobs that have failed so often.</summary>
    public Task<IReadOnlyList<FailingKind>> FailingAsync(string[] kinds, int attempts, CancellationToken cancellationToken) =>
        ReadAsync(QueueFactsSql.Failing, [kinds, attempts], KindOf, cancellationToken);

    /// <summary>Kinds with jobs that were given up, or were stopped by a person longer ago than a limit.</summary>
    public Task<IReadOnlyList<FailingKind>> DeadAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        ReadAsync(QueueFactsSql.Dead, [limit], KindOf, cancellationToken);

    /// <summary>Queues with ordering keys whose first job fails while others wait behind it for longer than a limit.</summary>
    public Task<IReadOnlyList<BlockedKeys>> BlockedKeysAsync(TimeSpan limit, CancellationToken cancellationToken) => ReadAsync(
        QueueFactsSql.BlockedKeys,
        [limit],
        reader => new BlockedKeys(reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), reader.GetTimeSpan(4))
        {
            HeadKind = reader.GetString(5),
            HeadId = reader.GetInt64(6),
            HeadAttempts = reader.GetInt32(7),
            LastError = Text(reader, 8),
        },
        cancellationToken);

    private static FailingKind KindOf(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), Text(reader, 3));

    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string sql, object[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(row(reader));
        return rows;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static TimeSpan? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetTimeSpan(column);
}
