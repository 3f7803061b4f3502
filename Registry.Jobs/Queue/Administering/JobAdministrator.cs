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
    /// <exception cref="MoreJobsException">It would be more than <see cref="JobFilter.AtMost"/>.</exception>
    public Task<int> RetryAsync(NpgsqlConnection connection, JobFilter filter, string actor, CancellationToken cancellationToken) =>
        ActAsync(connection, AdministerSql.Retry, filter, actor, reason: null, cancellationToken);

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
    /// <exception cref="MoreJobsException">It would be more than <see cref="JobFilter.AtMost"/>.</exception>
    public Task<int> PostponeAsync(
        NpgsqlConnection connection, JobFilter filter, DateTimeOffset until, string actor, string? reason, CancellationToken cancellationToken) =>
        ActAsync(
            connection, AdministerSql.Postpone, filter, actor, reason, cancellationToken,
            new NpgsqlParameter { Value = until.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });

    /// <summary>
    /// Makes jobs dead that wait, for whatever: they stay, are not tried, and go on when they are retried. Those behind one in the order of its
    /// key may go on.
    /// </summary>
    /// <param name="connection">Where to act; within its transaction, if it has one.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="reason">Why; it is kept for ever.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many jobs it was.</returns>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    /// <exception cref="MoreJobsException">It would be more than <see cref="JobFilter.AtMost"/>.</exception>
    public Task<int> StopAsync(NpgsqlConnection connection, JobFilter filter, string actor, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ActAsync(connection, AdministerSql.Stop, filter, actor, reason, cancellationToken);
    }

    /// <summary>Removes jobs, until somebody puts them back. Those behind one in the order of its key may go on.</summary>
    /// <param name="connection">Where to act; within its transaction, if it has one.</param>
    /// <param name="filter">Which jobs.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="reason">Why; it is kept for ever.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many jobs it was.</returns>
    /// <exception cref="MoreJobsException">It would be more than <see cref="JobFilter.AtMost"/>.</exception>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public Task<int> DiscardAsync(NpgsqlConnection connection, JobFilter filter, string actor, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ActAsync(connection, AdministerSql.Discard, filter, actor, reason, cancellationToken);
    }

    /// <summary>
    /// Puts discarded jobs back, as they were and with their ids; each once. In the order of its key one comes like a dead job that is retried.
    /// Where the kind coalesces and a job of the same key waits, that one stands for it.
    /// </summary>
    /// <param name="connection">Where to act; within its transaction, if it has one.</param>
    /// <param name="ids">Which jobs. Those that were not discarded, or were put back since, are left alone.</param>
    /// <param name="kinds">The kinds that may be among them. One that is not named here does not coalesce.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="reason">Why; may be null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many jobs it was.</returns>
    public async Task<int> RestoreAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> ids, IEnumerable<JobKind> kinds, string actor, string? reason,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        var coalescing = kinds.Where(kind => kind.Coalesce).Select(kind => kind.Name).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in new[] { RestoreSql.LockOrders, RestoreSql.LockDiscards, RestoreSql.Restore })
            batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = ids.ToArray() } } });
        NpgsqlParameter[] more = [new() { Value = coalescing }, new() { Value = actor }, InspectSql.Nullable(reason, NpgsqlDbType.Text)];
        batch.BatchCommands[^1].Parameters.AddRange(more);
        var (_, count, queues) = await AnswerOfAsync(batch, place: 2, cancellationToken);
        Wake(queues);
        return count;
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

    private async Task<int> ActAsync(
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
        act.Parameters.Add(InspectSql.Nullable(filter.AtMost, NpgsqlDbType.Integer));
        act.Parameters.AddRange(more);
        batch.BatchCommands.Add(act);
        batch.BatchCommands.Add(new(AdministerSql.UnblockAll));
        var (possible, count, queues) = await AnswerOfAsync(batch, place: 1, cancellationToken);
        if (possible > filter.AtMost)
            throw new MoreJobsException(possible, filter.AtMost.Value);
        Wake(queues);
        return count;
    }

    private void Wake(IEnumerable<string> queues)
    {
        foreach (var queue in queues)
            _wakeUps.Wake(queue);
    }

    /// <summary>The one row of the statement with this place in a batch.</summary>
    private static async Task<(long Possible, int Count, string[] Queues)> AnswerOfAsync(
        NpgsqlBatch batch, int place, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (; place > 0; place--)
            await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var answer = (reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<string[]>(2));
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return answer;
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
