using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Inspecting;

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
        connection, InspectSql.OfKey, [InspectSql.Prefix(), new() { Value = key }], reader => InspectedRows.Job(reader, withPosition: true), cancellationToken);

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
            connection, InspectSql.Page, Filtered(filter, before, limit), reader => InspectedRows.Job(reader, withPosition: false), cancellationToken);
    }

    /// <summary>The jobs on either side of one among the unfinished jobs that match, whether or not it is itself among them.</summary>
    public async Task<(long? Newer, long? Older)> NeighboursAsync(
        NpgsqlConnection connection, JobFilter filter, long id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var found = await ReadAsync(
            connection, InspectSql.Neighbours, Filtered(filter, id, 0), reader => (InspectedRows.Number(reader, 0), InspectedRows.Number(reader, 1)), cancellationToken);
        return found[0];
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
            connection, InspectSql.Counts, Filtered(filter, null, 0), InspectedRows.Count, cancellationToken);
    }

    /// <summary>
    /// The unfinished jobs that match, by queue, kind and state, with their ids: who names these when something is then done to them can be sure
    /// that it is done to no others, whatever comes to match meanwhile.
    /// </summary>
    public Task<IReadOnlyList<MatchingJobs>> MatchingAsync(NpgsqlConnection connection, JobFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ReadAsync(
            connection, InspectSql.CountsWithIds, Filtered(filter, null, 0),
            reader => new MatchingJobs(InspectedRows.Count(reader), reader.GetFieldValue<long[]>(6)), cancellationToken);
    }

    /// <summary>
    /// A page of the jobs that were done, the last first, for as long as their attempts are kept; kinds without
    /// <see cref="JobKind.RecordDone"/> are not among them.
    /// </summary>
    /// <param name="connection">Where to look.</param>
    /// <param name="filter">Which jobs, by their ids, queue, kind, key or worker. Nothing else is kept.</param>
    /// <param name="before">The last job of the page before; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The filter asks for something else.</exception>
    public Task<IReadOnlyList<DoneJob>> DoneAsync(
        NpgsqlConnection connection, JobFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter != new JobFilter { Ids = filter.Ids, Queue = filter.Queue, Kind = filter.Kind, Key = filter.Key, Worker = filter.Worker })
            throw new ArgumentException("Jobs that are done are found by their ids, queue, kind, key or worker.", nameof(filter));
        return ReadAsync(
            connection,
            InspectSql.Done,
            [
                InspectSql.Nullable(before, NpgsqlDbType.Bigint), new() { Value = limit },
                InspectSql.Nullable(filter.Ids?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint), InspectSql.Nullable(filter.Queue, NpgsqlDbType.Text),
                InspectSql.Nullable(filter.Kind, NpgsqlDbType.Text), InspectSql.Nullable(filter.Key, NpgsqlDbType.Text),
                InspectSql.Nullable(filter.Worker, NpgsqlDbType.Text),
            ],
            InspectedRows.Done,
            cancellationToken);
    }

    /// <summary>The unfinished jobs that match and have failed, by what they failed of; the most frequent first.</summary>
    public Task<IReadOnlyList<ErrorGroup>> ErrorGroupsAsync(
        NpgsqlConnection connection, JobFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ReadAsync(connection, InspectSql.ErrorGroups, Filtered(filter, null, limit), InspectedRows.Group, cancellationToken);
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
        ReadAsync(connection, InspectSql.Queues, [InspectSql.Prefix()], InspectedRows.Queue, cancellationToken);

    /// <summary>The queues that are paused.</summary>
    public Task<IReadOnlyList<QueuePause>> PausesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ReadAsync(
        connection,
        "SELECT queue, paused_at, paused_by, reason FROM background_job_pauses ORDER BY queue",
        [],
        reader => new QueuePause(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3)),
        cancellationToken);

    /// <summary>The workers that are connected.</summary>
    public Task<IReadOnlyList<WorkerDetails>> WorkersAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadAsync(connection, InspectSql.Workers, [InspectSql.Prefix()], InspectedRows.Worker, cancellationToken);

    /// <summary>Attempts of some kinds at jobs of a key that ended at or after a moment, the newest first.</summary>
    public Task<IReadOnlyList<JobAttempt>> AttemptsOfAsync(
        NpgsqlConnection connection, string[] kinds, string key, DateTimeOffset since, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.AttemptsOfKey,
        [new() { Value = kinds }, new() { Value = key }, new() { Value = since }, new() { Value = limit }],
        InspectedRows.Attempt,
        cancellationToken);

    /// <summary>Attempts at one job, the newest first; also when it is done.</summary>
    public Task<IReadOnlyList<JobAttempt>> AttemptsOfJobAsync(
        NpgsqlConnection connection, long jobId, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection, InspectSql.AttemptsOfJob, [new() { Value = jobId }, new() { Value = limit }], InspectedRows.Attempt, cancellationToken);

    /// <summary>What people did, the newest first; to one job, or to all.</summary>
    public Task<IReadOnlyList<JobAction>> ActionsAsync(
        NpgsqlConnection connection, long? jobId, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.Actions,
        [InspectSql.Nullable(jobId, NpgsqlDbType.Bigint), new() { Value = limit }],
        InspectedRows.Action,
        cancellationToken);

    /// <summary>The jobs of some kinds and of a key that people discarded or stopped at or after a moment, the newest first.</summary>
    public Task<IReadOnlyList<JobAction>> DiscardsOfAsync(
        NpgsqlConnection connection, string[] kinds, string key, DateTimeOffset since, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection,
        InspectSql.EndsOfKey,
        [new() { Value = kinds }, new() { Value = key }, new() { Value = since.ToUniversalTime() }, new() { Value = limit }],
        InspectedRows.Action,
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
}
