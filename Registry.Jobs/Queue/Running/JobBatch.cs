using Npgsql;

namespace Registry.Jobs.Queue;

/// <summary>One attempt at one or more jobs of a kind, and the transaction whose row locks are the claim on them.</summary>
/// <typeparam name="TArguments">The arguments of the kind.</typeparam>
public sealed class JobBatch<TArguments>
    where TArguments : class
{
    private readonly JobQueue _queue;
    private readonly HashSet<JobKind> _enqueued;

    internal JobBatch(JobQueue queue, NpgsqlTransaction transaction, IReadOnlyList<ClaimedJob<TArguments>> jobs, HashSet<JobKind> enqueued)
    {
        _queue = queue;
        _enqueued = enqueued;
        Transaction = transaction;
        Jobs = jobs;
    }

    /// <summary>What is to be done; never empty.</summary>
    public IReadOnlyList<ClaimedJob<TArguments>> Jobs { get; }

    /// <summary>
    /// The transaction that removes the jobs when the handler returns. What the handler writes in it is there exactly when the jobs are
    /// gone. The handler must not end it.
    /// </summary>
    public NpgsqlTransaction Transaction { get; }

    /// <summary>Adds a job that exists exactly when these are done.</summary>
    public async Task EnqueueAsync<T>(JobKind<T> kind, T arguments, CancellationToken cancellationToken)
        where T : class
    {
        await _queue.EnqueueAsync(Transaction, kind, arguments, cancellationToken);
        _enqueued.Add(kind);
    }
}

/// <summary>A job that this attempt holds.</summary>
/// <typeparam name="TArguments">The arguments of the kind.</typeparam>
/// <param name="Id">Its row.</param>
/// <param name="Arguments">What it is to do.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="StartedAt">When the attempt began, by the server's clock.</param>
public sealed record ClaimedJob<TArguments>(long Id, TArguments Arguments, int Attempt, DateTimeOffset StartedAt)
    where TArguments : class;
