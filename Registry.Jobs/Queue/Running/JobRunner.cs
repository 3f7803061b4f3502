using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// One attempt from claim to end. The transaction that locks the rows stays open while the handler runs: that lock is the claim, and it
/// ends with the connection, however the process ends.
/// </summary>
internal sealed partial class JobRunner(
    IServiceProvider services, HandlerCatalog catalog, AttemptRecorder recorder, WakeUps wakeUps, IOptions<JobQueueOptions> options,
    TimeProvider time, ILogger<JobRunner> logger)
{
    /// <summary>Claims and runs what is due. Says whether there was anything.</summary>
    /// <param name="source">Where the worker's connection comes from.</param>
    /// <param name="queue">The queue to look at.</param>
    /// <param name="stopping">Stops looking; an attempt that has begun goes on.</param>
    /// <param name="abort">Stops the attempt; it is rolled back and not counted.</param>
    public async Task<bool> RunNextAsync(NpgsqlDataSource source, string queue, CancellationToken stopping, CancellationToken abort)
    {
        await using var connection = await source.OpenConnectionAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var rows = await ClaimAsync(connection, queue, 1, stopping);
        if (rows.Count == 0)
            return false;

        var handler = catalog.Find(rows[0].Kind);
        var size = BatchSizeFor(handler.Kind, rows[0]);
        if (size > 1)
            rows = await ClaimAsync(connection, queue, size, stopping, handler.Kind.Name);
        recorder.Announce(rows);
        var attempt = new Attempt(handler, rows, transaction, $"{options.Value.WorkerName}/{queue}");
        await RunAsync(attempt, abort);
        recorder.Announce(rows);
        return true;
    }

    /// <summary>Halved with each failure of the job at the head, so that a job that fails all its batches is soon alone.</summary>
    private static int BatchSizeFor(JobKind kind, JobRow head) => kind.BatchSize >> Math.Min(head.Attempts, 30);

    private async Task<List<JobRow>> ClaimAsync(
        NpgsqlConnection connection, string queue, int count, CancellationToken cancellationToken, string? kind = null)
    {
        var exclusive = options.Value.For(queue).Exclusive;
        await using var command = new NpgsqlCommand(exclusive ? JobSql.ClaimExclusively : JobSql.Claim, connection);
        command.Parameters.Add(new() { Value = queue });
        command.Parameters.Add(new() { Value = kind is null ? catalog.KindsOf(queue) : [kind] });
        command.Parameters.Add(new() { Value = count });
        if (exclusive)
            command.Parameters.Add(new() { Value = JobSql.ExclusiveLockClass });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<JobRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(JobRow.Read(reader));
        return rows;
    }

    private async Task RunAsync(Attempt attempt, CancellationToken abort)
    {
        var unreadable = await SetUnreadableAsideAsync(attempt, abort);
        if (unreadable.Count == attempt.Rows.Count)
        {
            await attempt.Transaction.CommitAsync(abort);
            return;
        }

        var readable = attempt with { Rows = [.. attempt.Rows.Except(unreadable)] };
        try
        {
            await attempt.Transaction.SaveAsync(JobSql.Savepoint, abort);
            var enqueued = await HandleAsync(readable, abort);
            await AttemptRecorder.DoneAsync(attempt.Connection, readable.Rows, attempt.Worker, abort);
            await attempt.Transaction.CommitAsync(abort);
            foreach (var kind in enqueued)
                wakeUps.Wake(kind.Queue);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            LogAborted(readable.Kind, readable.Rows.Count);
            throw;
        }
#pragma warning disable CA1031 // Whatever a handler throws means: try again later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await RecordFailureAsync(readable, exception, abort);
        }
    }

    private async Task<List<JobRow>> SetUnreadableAsideAsync(Attempt attempt, CancellationToken abort)
    {
        var unreadable = new List<JobRow>();
        foreach (var row in attempt.Rows)
        {
            if (attempt.Handler.Unreadable(row) is not { } exception)
                continue;
            unreadable.Add(row);
            LogFailed(exception, attempt.Kind, row.Id, row.Attempt);
            await recorder.FailedAsync(
                attempt.Connection, [row], attempt.Handler.Kind, attempt.Worker, ErrorText.Of(exception, "The arguments cannot be read: "), abort);
        }

        return unreadable;
    }

    private async Task<HashSet<JobKind>> HandleAsync(Attempt attempt, CancellationToken abort)
    {
        var enqueued = new HashSet<JobKind>();
        using var timeout = new CancellationTokenSource(attempt.Handler.Kind.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(abort, timeout.Token);
        try
        {
            await attempt.Handler.RunAsync(services, attempt.Transaction, attempt.Rows, enqueued, linked.Token);
            return enqueued;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            throw new TimeoutException($"It was not finished within {attempt.Handler.Kind.Timeout.TotalSeconds:0.#} s.");
        }
    }

    private async Task RecordFailureAsync(Attempt attempt, Exception exception, CancellationToken abort)
    {
        foreach (var row in attempt.Rows)
            LogFailed(exception, attempt.Kind, row.Id, row.Attempt);
        try
        {
            await attempt.Transaction.RollbackAsync(JobSql.Savepoint, abort);
            await attempt.Transaction.ReleaseAsync(JobSql.Savepoint, abort);
            await recorder.FailedAsync(
                attempt.Connection, attempt.Rows, attempt.Handler.Kind, attempt.Worker, ErrorText.Of(exception), abort);
            await attempt.Transaction.CommitAsync(abort);
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
            LogClaimLost(attempt.Kind, lost.Message);

            // Should the claim be there after all, it would be in the way.
            await attempt.Transaction.DisposeAsync();
            await recorder.FailedAfterLossAsync(
                attempt.Rows, attempt.Handler.Kind, attempt.Worker, ErrorText.Of(exception), abort);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} job {Id} failed at attempt {Attempt}")]
    private partial void LogFailed(Exception exception, string kind, long id, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that held a {Kind} job was lost: {Reason}")]
    private partial void LogClaimLost(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} {Kind} jobs were given back because the process stops")]
    private partial void LogAborted(string kind, int count);

    private sealed record Attempt(HandlerRegistration Handler, IReadOnlyList<JobRow> Rows, NpgsqlTransaction Transaction, string Worker)
    {
        public string Kind => Handler.Kind.Name;

        public NpgsqlConnection Connection => Transaction.Connection
            ?? throw new InvalidOperationException("The transaction that held the job has ended.");
    }
}
