using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Inspecting;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue;

/// <summary>What jobs are there, who runs them, and how earlier attempts ended. Takes no locks that a worker would notice.</summary>
public sealed class JobInspector
{
    internal JobInspector()
    {
    }

    /// <summary>The unfinished jobs of a key, oldest first, with their positions.</summary>
#pragma warning disable CA1822 // Members of a service.
    public Task<IReadOnlyList<JobDetails>> JobsOfAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken) => ReadAsync(
        connection, InspectSql.OfKey, [InspectSql.Prefix(), new() { Value = key }], reader => ReadJob(reader, withPosition: true), cancellationToken);

    /// <summary>
    /// A page of the unfinished jobs that match, newest first. The next page begins after the last id of this one, whatever happened meanwhile.
    /// </summary>
    /// <param name="connection">Where to look.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="before">Only jobs with a lower id; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<IReadOnlyList<JobDetails>> PageAsync(
        NpgsqlConnection connection, JobFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ReadAsync(
            connection, InspectSql.Page, Filtered(filter, before, limit), reader => ReadJob(reader, withPosition: false), cancellationToken);
    }

    /// <summary>How many unfinished jobs match.</summary>
    public async Task<long> CountAsync(NpgsqlConnection connection, JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var counts = await ReadAsync(
            connection, InspectSql.Count, Filtered(filter, null, 0), reader => reader.GetInt64(0), cancellationToken);
        return counts[0];
    }

    /// <summary>How many unfinished jobs there are, by queue, kind and state.</summary>
    public Task<IReadOnlyList<JobCount>> CountsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        CountsAsync(connection, new JobFilter(), cancellationToken);

    /// <summary>How many unfinished jobs match, by queue, kind and state.</summary>
    public Task<IReadOnlyList<JobCount>> CountsAsync(NpgsqlConnection connection, JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ReadAsync(
            connection,
            InspectSql.Counts,
            Filtered(filter, null, 0),
            reader => new JobCount(
                reader.GetString(0), reader.GetString(1), StateOf(reader.GetString(2)), reader.GetInt64(3),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt64(5)),
            cancellationToken);
    }

    /// <summary>The unfinished jobs that match and have failed, by what they failed of; the most frequent first.</summary>
    public Task<IReadOnlyList<ErrorGroup>> ErrorGroupsAsync(
        NpgsqlConnection connection, JobFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ReadAsync(connection, InspectSql.ErrorGroups, Filtered(filter, null, limit), ReadGroup, cancellationToken);
    }

    /// <summary>How attempts ended from a moment on, in spans of a length; spans in which none did are left out.</summary>
    public Task<IReadOnlyList<AttemptSpan>> SpansAsync(
        NpgsqlConnection connection, DateTimeOffset since, TimeSpan length, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.Spans,
        [new() { Value = length }, new() { Value = since.ToUniversalTime() }],
        reader => new AttemptSpan(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt64(2)),
        cancellationToken);

    /// <summary>All queues that have jobs, workers or a pause.</summary>
    public Task<IReadOnlyList<QueueDetails>> QueuesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(connection, InspectSql.Queues, [InspectSql.Prefix()], ReadQueue, cancellationToken);

    /// <summary>The queues that are paused.</summary>
    public Task<IReadOnlyList<QueuePause>> PausesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ReadAsync(
        connection,
        "SELECT queue, paused_at, paused_by, reason FROM background_job_pauses ORDER BY queue",
        [],
        reader => new QueuePause(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3)),
        cancellationToken);

    /// <summary>The workers that are connected.</summary>
    public Task<IReadOnlyList<WorkerDetails>> WorkersAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(connection, InspectSql.Workers, [InspectSql.Prefix()], ReadWorker, cancellationToken);

    /// <summary>Attempts of some kinds at jobs of a key that ended at or after a moment, the newest first.</summary>
    public Task<IReadOnlyList<JobAttempt>> AttemptsOfAsync(
        NpgsqlConnection connection, string[] kinds, string key, DateTimeOffset since, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.AttemptsOfKey,
        [new() { Value = kinds }, new() { Value = key }, new() { Value = since }, new() { Value = limit }],
        ReadAttempt,
        cancellationToken);

    /// <summary>Attempts at one job, the newest first; also when it is done.</summary>
    public Task<IReadOnlyList<JobAttempt>> AttemptsOfJobAsync(
        NpgsqlConnection connection, long jobId, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection, InspectSql.AttemptsOfJob, [new() { Value = jobId }, new() { Value = limit }], ReadAttempt, cancellationToken);

    /// <summary>What people did, the newest first; to one job, or to all.</summary>
    public Task<IReadOnlyList<JobAction>> ActionsAsync(
        NpgsqlConnection connection, long? jobId, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.Actions,
        [InspectSql.Nullable(jobId, NpgsqlDbType.Bigint), new() { Value = limit }],
        ReadAction,
        cancellationToken);

    /// <summary>The jobs of some kinds and of a key that people discarded at or after a moment, the newest first.</summary>
    public Task<IReadOnlyList<JobAction>> DiscardsOfAsync(
        NpgsqlConnection connection, string[] kinds, string key, DateTimeOffset since, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.DiscardsOfKey,
        [new() { Value = kinds }, new() { Value = key }, new() { Value = since.ToUniversalTime() }, new() { Value = limit }],
        ReadAction,
        cancellationToken);
#pragma warning restore CA1822

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(read(reader));
        return found;
    }

    private static NpgsqlParameter[] Filtered(JobFilter filter, long? before, int limit)
    {
        using var command = new NpgsqlCommand();
        InspectSql.AddFilter(command.Parameters, filter);
        var filters = command.Parameters.ToArray();
        command.Parameters.Clear();
        return [InspectSql.Prefix(), InspectSql.Nullable(before, NpgsqlDbType.Bigint), new() { Value = limit }, .. filters];
    }

    private static JobDetails ReadJob(NpgsqlDataReader reader, bool withPosition) => new()
    {
        Id = reader.GetInt64(0),
        Kind = reader.GetString(1),
        Queue = reader.GetString(2),
        Key = Text(reader, 3),
        OrderingKey = Text(reader, 4),
        Arguments = reader.GetString(5),
        Priority = reader.GetInt16(6),
        State = StateOf(reader.GetString(7)),
        Attempts = reader.GetInt32(8),
        Losses = reader.GetInt32(9),
        RunAt = reader.GetFieldValue<DateTimeOffset>(10),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(11),
        LastError = Text(reader, 12),
        Worker = Text(reader, 13) is { } session ? JobConnections.WorkerOf(session) : null,
        RunningSince = Time(reader, 14),
        Position = !withPosition || reader.IsDBNull(15) ? null : (int)reader.GetInt64(15),
    };

    private static ErrorGroup ReadGroup(NpgsqlDataReader reader) => new()
    {
        Error = reader.GetString(0),
        Count = reader.GetInt64(1),
        Dead = reader.GetInt64(2),
        Kinds = reader.GetFieldValue<string[]>(3),
        OldestAt = reader.GetFieldValue<DateTimeOffset>(4),
        NewestAt = reader.GetFieldValue<DateTimeOffset>(5),
        MaxAttempts = reader.GetInt32(6),
        Sample = reader.GetString(7),
        SampleId = reader.GetInt64(8),
    };

    private static QueueDetails ReadQueue(NpgsqlDataReader reader) => new()
    {
        Name = reader.GetString(0),
        Ready = reader.GetInt64(1),
        Running = reader.GetInt64(2),
        Scheduled = reader.GetInt64(3),
        Blocked = reader.GetInt64(4),
        Dead = reader.GetInt64(5),
        OldestReadyAt = Time(reader, 6),
        OldestUnfinishedAt = Time(reader, 7),
        Workers = reader.GetInt32(8),
        PausedAt = Time(reader, 9),
        PausedBy = Text(reader, 10),
        PauseReason = Text(reader, 11),
    };

    private static WorkerDetails ReadWorker(NpgsqlDataReader reader)
    {
        var session = JobConnections.WorkerOf(reader.GetString(0));
        var slash = session.LastIndexOf('/');
        return new WorkerDetails(
            slash < 0 ? session : session[..slash], slash < 0 ? "" : session[(slash + 1)..],
            reader.GetFieldValue<DateTimeOffset>(1), Time(reader, 2), Text(reader, 3));
    }

    private static JobAttempt ReadAttempt(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt32(2),
        reader.GetFieldValue<DateTimeOffset>(3),
        reader.GetFieldValue<DateTimeOffset>(4),
        reader.GetString(5),
        Enum.Parse<AttemptOutcome>(reader.GetString(6), ignoreCase: true),
        Text(reader, 7),
        Text(reader, 8));

    private static JobAction ReadAction(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5), Text(reader, 6), Text(reader, 7), Text(reader, 8), Text(reader, 9));

    private static JobState StateOf(string name) => Enum.Parse<JobState>(name, ignoreCase: true);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
