using Npgsql;
using Registry.Jobs.Queue.Running;

namespace Registry.Jobs.Queue;

/// <summary>One attempt at one or more jobs of a kind, and the transaction whose row locks are the claim on them.</summary>
/// <typeparam name="TArguments">The arguments of the kind.</typeparam>
public sealed class JobBatch<TArguments>
    where TArguments : class
{
    private readonly JobQueue _queue;
    private readonly JobSession _session;
    private readonly HashSet<JobKind> _enqueued;
    private readonly JobVerdicts _verdicts;

    internal JobBatch(
        JobQueue queue, JobSession session, IReadOnlyList<ClaimedJob<TArguments>> jobs, HashSet<JobKind> enqueued, JobVerdicts verdicts)
    {
        _queue = queue;
        _session = session;
        _enqueued = enqueued;
        _verdicts = verdicts;
        Jobs = jobs;
    }

    /// <summary>What is to be done; never empty.</summary>
    public IReadOnlyList<ClaimedJob<TArguments>> Jobs { get; }

    /// <summary>
    /// The transaction that removes the jobs when the handler returns. What the handler writes in it is there exactly when the jobs are
    /// gone. The handler must not end it.
    /// </summary>
    public NpgsqlTransaction Transaction => _session.Share();

    /// <summary>Adds a job that exists exactly when these are done.</summary>
    public Task EnqueueAsync<T>(JobKind<T> kind, T arguments, CancellationToken cancellationToken)
        where T : class => EnqueueAsync(kind, arguments, new EnqueueOptions(), cancellationToken);

    /// <summary>As the other, for a job that differs from others of its kind.</summary>
    public async Task EnqueueAsync<T>(JobKind<T> kind, T arguments, EnqueueOptions options, CancellationToken cancellationToken)
        where T : class
    {
        await _queue.EnqueueAsync(Transaction, kind, arguments, options, cancellationToken);
        _enqueued.Add(kind);
    }

    /// <summary>
    /// This job failed, and the others are done: it is tried again as if the handler had thrown. What was written for it so far stays, so say it
    /// before writing, or undo what was written.
    /// </summary>
    public void Fail(ClaimedJob<TArguments> job, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(exception);
        _verdicts.Set(job.Id, new JobVerdict.Failed(exception));
    }

    /// <summary>
    /// This job is to be run again later, by the same row. That is no failure: neither its attempts nor its backoff grow. What was written
    /// for it stays.
    /// </summary>
    public void Postpone(ClaimedJob<TArguments> job, TimeSpan delay, string reason)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _verdicts.Set(job.Id, new JobVerdict.Postponed(delay, reason));
    }

    /// <summary>No further attempt at this job makes sense: it is dead at once, whatever its retry policy, and waits for a person.</summary>
    public void Stop(ClaimedJob<TArguments> job, string reason)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _verdicts.Set(job.Id, new JobVerdict.Stopped(reason));
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
