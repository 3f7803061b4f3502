using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Enqueueing;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue;

/// <summary>Where jobs are put.</summary>
public sealed class JobQueue
{
    private static readonly EnqueueOptions AtOnce = new();

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
    public Task EnqueueAsync<TArguments>(
        DbTransaction transaction, JobKind<TArguments> kind, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : class => EnqueueAsync(transaction, kind, arguments, AtOnce, cancellationToken);

    /// <summary>As the other, for a job that differs from others of its kind.</summary>
    /// <param name="transaction">An open transaction of Npgsql.</param>
    /// <param name="kind">The type of job.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="options">When it is to run, and how soon.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">
    /// The transaction is not one of Npgsql; or the job has an ordering key, and the transaction is of a level above READ COMMITTED.
    /// </exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
#pragma warning disable CA1822 // Enqueueing belongs to the queue, whatever it needs today.
    public async Task EnqueueAsync<TArguments>(
        DbTransaction transaction, JobKind<TArguments> kind, TArguments arguments, EnqueueOptions options,
        CancellationToken cancellationToken)
        where TArguments : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(options);
        var connection = ConnectionOf(transaction);
        var key = kind.Key(arguments);
        var orderingKey = kind.OrderingKey(arguments);
        var coalesce = kind.Coalesce && key is not null;
        var waits = orderingKey is not null || options.Delay is not null || options.RunAt is not null;
        if (orderingKey is not null && transaction.IsolationLevel is not (IsolationLevel.ReadCommitted or IsolationLevel.Unspecified or IsolationLevel.ReadUncommitted))
        {
            // It would not see who else has added a job of the key since it began.
            throw new ArgumentException("Jobs with an ordering key are added in transactions of the level READ COMMITTED.", nameof(transaction));
        }

        if (orderingKey is not null)
        {
            await using var lockOrder = new NpgsqlCommand(EnqueueSql.LockOrder, connection, (NpgsqlTransaction)transaction);
            lockOrder.Parameters.Add(new() { Value = orderingKey });
            await lockOrder.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var insert = new NpgsqlCommand(
            coalesce ? EnqueueSql.InsertOrCoalesce : waits ? EnqueueSql.InsertWaiting : EnqueueSql.Insert, connection, (NpgsqlTransaction)transaction);
        insert.Parameters.Add(new() { Value = kind.Queue });
        insert.Parameters.Add(new() { Value = kind.Name });
        insert.Parameters.Add(Text(key));
        insert.Parameters.Add(Text(JobKind<TArguments>.Serialize(arguments)));
        insert.Parameters.Add(new() { Value = orderingKey is null ? options.Priority ?? kind.Priority : kind.Priority });
        insert.Parameters.Add(Text(TraceParent()));
        if (coalesce || waits)
        {
            insert.Parameters.Add(new() { Value = (object?)options.RunAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            insert.Parameters.Add(new() { Value = (object?)options.Delay ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval });
            insert.Parameters.Add(Text(orderingKey));
        }

        if (coalesce)
            insert.Parameters.Add(new() { Value = JobConnections.WorkerPrefix });

        // The connection keeps it; only the first time costs a round trip.
        await insert.PrepareAsync(cancellationToken);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Adds many jobs of a kind in one statement. Kinds that coalesce or keep an order are added one by one, because each depends on those
    /// before it.
    /// </summary>
    /// <param name="transaction">An open transaction of Npgsql.</param>
    /// <param name="kind">The type of job.</param>
    /// <param name="arguments">What each is to do.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The transaction is not one of Npgsql.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    public async Task EnqueueManyAsync<TArguments>(
        DbTransaction transaction, JobKind<TArguments> kind, IReadOnlyCollection<TArguments> arguments,
        CancellationToken cancellationToken)
        where TArguments : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(arguments);
        if (kind.Coalesce || arguments.Any(one => kind.OrderingKey(one) is not null))
        {
            foreach (var one in arguments)
                await EnqueueAsync(transaction, kind, one, cancellationToken);
            return;
        }

        await using var command = new NpgsqlCommand(EnqueueSql.InsertMany, ConnectionOf(transaction), (NpgsqlTransaction)transaction);
        command.Parameters.Add(new() { Value = kind.Queue });
        command.Parameters.Add(new() { Value = kind.Name });
        command.Parameters.Add(new() { Value = arguments.Select(kind.Key).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = arguments.Select(JobKind<TArguments>.Serialize).ToArray() });
        command.Parameters.Add(new() { Value = kind.Priority });
        command.Parameters.Add(Text(TraceParent()));
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

    private static NpgsqlConnection ConnectionOf(DbTransaction transaction) => transaction is NpgsqlTransaction { Connection: { } connection }
        ? connection
        : throw new ArgumentException("An open Npgsql transaction is needed.", nameof(transaction));

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static string? TraceParent() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : null;
}
