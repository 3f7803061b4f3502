using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Administering;
using Registry.Jobs.Queue.Inspecting;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue;

/// <summary>What people do to jobs and queues. Everything is recorded with who and why; a job that is running is left alone.</summary>
public sealed class JobAdministrator
{
    private readonly WakeUps _wakeUps;

    internal JobAdministrator(WakeUps wakeUps) => _wakeUps = wakeUps;

    /// <summary>
    /// Has jobs tried now that wait for their time or are dead; the backoff begins anew. Blocked jobs stay blocked, and jobs that are ready or
    /// running are left alone.
    /// </summary>
    /// <param name="connection">Where to act; within its transaction, if it has one.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many jobs it was.</returns>
    public async Task<int> RetryAsync(NpgsqlConnection connection, JobFilter filter, string actor, CancellationToken cancellationToken)
    {
        var touched = await ActAsync(connection, AdministerSql.Retry, filter, actor, reason: null, cancellationToken);
        foreach (var queue in touched.Distinct(StringComparer.Ordinal))
            _wakeUps.Wake(queue);
        return touched.Count;
    }

    /// <summary>
    /// Has jobs wait until a moment, whether they are ready or wait already; what is behind one in the order of its key waits with it. Others
    /// are left alone.
    /// </summary>
    /// <param name="connection">Where to act; within its transaction, if it has one.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="until">When they are to be tried.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="reason">Why; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many jobs it was.</returns>
    public async Task<int> PostponeAsync(
        NpgsqlConnection connection, JobFilter filter, DateTimeOffset until, string actor, string? reason, CancellationToken cancellationToken)
    {
        var touched = await ActAsync(
            connection, AdministerSql.Postpone, filter, actor, reason, cancellationToken,
            new NpgsqlParameter { Value = until.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });

        // The moment may be over already.
        foreach (var queue in touched.Distinct(StringComparer.Ordinal))
            _wakeUps.Wake(queue);
        return touched.Count;
    }

    /// <summary>Removes jobs for good. Those behind one in the order of its key may go on.</summary>
    /// <param name="connection">Where to act; within its transaction, if it has one.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="reason">Why; it is kept for ever.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many jobs it was.</returns>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public async Task<int> DiscardAsync(
        NpgsqlConnection connection, JobFilter filter, string actor, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var touched = await ActAsync(connection, AdministerSql.Discard, filter, actor, reason, cancellationToken);
        foreach (var queue in touched.Distinct(StringComparer.Ordinal))
            _wakeUps.Wake(queue);
        return touched.Count;
    }

    /// <summary>No job of the queue is begun any more, in any process; those running end as usual.</summary>
    /// <returns>False when it was paused already; then nothing has changed.</returns>
    /// <exception cref="ArgumentException">There is no reason.</exception>
#pragma warning disable CA1822 // Members of a service.
    public async Task<bool> PauseAsync(
        NpgsqlConnection connection, string queue, string actor, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return await QueueAsync(connection, AdministerSql.Pause, [queue, actor, reason], cancellationToken);
    }
#pragma warning restore CA1822

    /// <summary>The queue's jobs are begun again.</summary>
    /// <returns>False when it was not paused.</returns>
    public async Task<bool> ResumeAsync(NpgsqlConnection connection, string queue, string actor, CancellationToken cancellationToken)
    {
        var resumed = await QueueAsync(connection, AdministerSql.Resume, [queue, actor], cancellationToken);
        _wakeUps.Wake(queue);
        return resumed;
    }

    private static async Task<List<string>> ActAsync(
        NpgsqlConnection connection, string sql, JobFilter filter, string actor, string? reason, CancellationToken cancellationToken,
        params NpgsqlParameter[] more)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        await using var batch = new NpgsqlBatch(connection);
        var lockOrders = new NpgsqlBatchCommand(AdministerSql.LockOrders);
        lockOrders.Parameters.AddRange(Parameters(filter, actor, reason));
        batch.BatchCommands.Add(lockOrders);
        var act = new NpgsqlBatchCommand(sql);
        act.Parameters.AddRange(Parameters(filter, actor, reason));
        act.Parameters.AddRange(more);
        batch.BatchCommands.Add(act);
        batch.BatchCommands.Add(new(AdministerSql.UnblockAll));
        var queues = new List<string>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            queues.Add(reader.GetString(0));
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return queues;
    }

    private static NpgsqlParameter[] Parameters(JobFilter filter, string actor, string? reason)
    {
        using var command = new NpgsqlCommand();
        InspectSql.AddFilter(command.Parameters, filter);
        var filters = command.Parameters.ToArray();
        command.Parameters.Clear();
        return [InspectSql.Prefix(), new() { Value = actor }, InspectSql.Nullable(reason, NpgsqlDbType.Text), .. filters];
    }

    private static async Task<bool> QueueAsync(
        NpgsqlConnection connection, string sql, string[] values, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
