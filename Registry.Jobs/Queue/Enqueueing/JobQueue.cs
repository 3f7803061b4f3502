using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue;

/// <summary>Where jobs are put.</summary>
public sealed class JobQueue
{
    private readonly WakeUps _wakeUps;

    internal JobQueue(WakeUps wakeUps) => _wakeUps = wakeUps;

    /// <summary>
    /// Adds a job in the caller's transaction: it exists if and when that commits. Call <see cref="Wake"/> afterwards, so that a worker
    /// looks at once and not at its next poll.
    /// </summary>
    /// <param name="transaction">An open transaction of Npgsql.</param>
    /// <param name="kind">The type of job.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The transaction is not one of Npgsql.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
#pragma warning disable CA1822 // Enqueueing belongs to the queue, whatever it needs today.
    public async Task EnqueueAsync<TArguments>(
        DbTransaction transaction, JobKind<TArguments> kind, TArguments arguments, CancellationToken cancellationToken = default)
        where TArguments : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(arguments);
        if (transaction is not NpgsqlTransaction { Connection: { } connection } open)
            throw new ArgumentException("An open Npgsql transaction is needed.", nameof(transaction));
        var key = kind.Key(arguments);
        var coalesce = kind.Coalesce && key is not null;
        await using var command = new NpgsqlCommand(coalesce ? JobSql.InsertOrCoalesce : JobSql.Insert, connection, open);
        command.Parameters.Add(new() { Value = kind.Queue });
        command.Parameters.Add(new() { Value = kind.Name });
        command.Parameters.Add(new() { Value = (object?)key ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = JobKind<TArguments>.Serialize(arguments), NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = kind.Priority });
        if (coalesce)
            command.Parameters.Add(new() { Value = JobConnections.WorkerPrefix });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
#pragma warning restore CA1822

    /// <summary>
    /// Tells workers, in this process at once and in others soon, that jobs of a kind may be ready. To be called after the commit: a NOTIFY
    /// within the transaction would make enqueuers wait for one another.
    /// </summary>
    public void Wake(JobKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        _wakeUps.Wake(kind.Queue);
    }
}
