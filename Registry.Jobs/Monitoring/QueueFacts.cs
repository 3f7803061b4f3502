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

    /// <summary>Queues that have ready jobs or workers.</summary>
    public Task<IReadOnlyList<QueueState>> QueuesAsync(CancellationToken cancellationToken) => ReadAsync(
        QueueFactsSql.Queues,
        [],
        reader => new QueueState(
            reader.GetString(0), reader.GetInt64(1), Time(reader, 2), Time(reader, 3), reader.GetInt32(4), reader.GetBoolean(5)),
        cancellationToken);

    /// <summary>Kinds with jobs that have failed so often.</summary>
    public Task<IReadOnlyList<FailingKind>> FailingAsync(string[] kinds, int failures, CancellationToken cancellationToken) => ReadAsync(
        QueueFactsSql.Failing,
        [kinds, failures],
        reader => new FailingKind(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), Text(reader, 3)),
        cancellationToken);

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

/// <summary>The jobs of a queue that are too old, and the oldest of them.</summary>
internal sealed record OldJobsOfQueue(string Queue, long Count, long Id, string Kind, string? JobKey, TimeSpan Age, int Attempts)
{
    public string? LastError { get; init; }

    /// <summary>Who runs the oldest; null when nobody does.</summary>
    public string? Worker { get; init; }

    public TimeSpan? RunningFor { get; init; }
}

/// <summary>How a queue stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">Jobs that could run and do not.</param>
/// <param name="ReadyFor">For how long the oldest of them has been ready.</param>
/// <param name="UntriedFor">The same among those that were never tried.</param>
/// <param name="Workers">Sessions of workers.</param>
/// <param name="IsPaused">Somebody has paused it.</param>
internal sealed record QueueState(string Name, long Ready, TimeSpan? ReadyFor, TimeSpan? UntriedFor, int Workers, bool IsPaused);

/// <summary>The jobs of a kind that have failed too often.</summary>
internal sealed record FailingKind(string Kind, long Count, int MostAttempts, string? LastError);
