using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Enqueueing;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Telemetry;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>Says in SQL how attempts ended, and tells whoever watches.</summary>
internal sealed partial class AttemptRecorder(
    JobConnections connections, JobNewsFeed feed, NewsSender sender, JobTelemetry telemetry, IOptions<JobQueueOptions> options,
    ILogger<AttemptRecorder> logger)
{
    private const string LossError = "Each worker that ran it went away. It may be what ends their processes.";

    /// <summary>Removes the jobs that are done, and puts back the others.</summary>
    public IEnumerable<NpgsqlBatchCommand> End(JobKind kind, IReadOnlyList<JobRow> rows, JobVerdicts verdicts, string worker)
    {
        foreach (var command in LockOrders(rows))
            yield return command;
        var done = rows.Where(row => verdicts.Of(row) is null).ToList();
        if (done.Count > 0)
            yield return Delete(kind, done, worker);
        foreach (var row in rows)
        {
            switch (verdicts.Of(row))
            {
                case JobVerdict.Failed failed:
                    yield return Fail(kind, row, failed.Exception, worker);
                    break;
                case JobVerdict.Postponed postponed:
                    yield return Postpone(row, postponed, worker);
                    break;
                case JobVerdict.Stopped stopped:
                    yield return Stop(row, stopped.Reason, worker);
                    break;
            }
        }

        foreach (var command in Unblocks(rows))
            yield return command;
    }

    /// <summary>Puts all back, after what the handler wrote was undone.</summary>
    public IEnumerable<NpgsqlBatchCommand> Fail(JobKind kind, IReadOnlyList<JobRow> rows, Exception exception, string worker) =>
        [.. LockOrders(rows), .. rows.Select(row => Fail(kind, row, exception, worker)), .. Unblocks(rows)];

    /// <summary>Counts those whose last worker went away.</summary>
    public IEnumerable<NpgsqlBatchCommand> CountLosses(JobKind kind, IEnumerable<JobRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Losses > 0)
                LogLost(row.Losses + 1, kind.Name, row.Id);
            telemetry.Count(kind, "lost");
            yield return new(EndSql.CountLoss)
            {
                Parameters =
                {
                    new() { Value = row.Id }, new() { Value = PolicyOf(kind).DelayAfter(row.Losses) }, new() { Value = LossError },
                },
            };
        }
    }

    /// <summary>
    /// For when the claim's own connection is gone, and with it the claim: somebody else may already be running the jobs, and then their
    /// attempt counts. Or the end was committed, though its answer was lost; then there is nothing to put back.
    /// </summary>
    public async Task FailAfterLossAsync(
        JobKind kind, IReadOnlyList<JobRow> rows, Exception exception, string worker, CancellationToken cancellationToken)
    {
        await using var connection = await connections.General.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in Fail(kind, rows, exception, worker))
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Announce(IReadOnlyList<JobRow> rows)
    {
        foreach (var row in rows)
        {
            feed.Publish(new JobNews(row.Kind, row.Key));
            sender.Send(NewsPayload.Moved(row.Kind, row.Key));
        }
    }

    /// <summary>In one order for all, so that nobody waits for one who waits for him.</summary>
    private static IEnumerable<NpgsqlBatchCommand> LockOrders(IReadOnlyList<JobRow> rows) =>
        OrderingKeys(rows).Select(key => new NpgsqlBatchCommand(EnqueueSql.LockOrder) { Parameters = { new() { Value = key } } });

    private static IEnumerable<NpgsqlBatchCommand> Unblocks(IReadOnlyList<JobRow> rows) =>
        OrderingKeys(rows).Select(key => new NpgsqlBatchCommand(EndSql.Unblock) { Parameters = { new() { Value = key } } });

    private static IEnumerable<string> OrderingKeys(IReadOnlyList<JobRow> rows) =>
        rows.Select(row => row.OrderingKey).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static NpgsqlBatchCommand Delete(JobKind kind, List<JobRow> rows, string worker)
    {
        var command = new NpgsqlBatchCommand(kind.RecordDone ? EndSql.DeleteAndRecord : EndSql.Delete);
        command.Parameters.Add(new() { Value = rows.Select(row => row.Id).ToArray() });
        if (!kind.RecordDone)
            return command;
        command.Parameters.Add(new() { Value = rows[0].StartedAt });
        command.Parameters.Add(new() { Value = worker });
        return command;
    }

    private static NpgsqlBatchCommand Postpone(JobRow row, JobVerdict.Postponed verdict, string worker)
    {
        var command = Ending(EndSql.Postpone, row, worker);
        command.Parameters.Add(new() { Value = ErrorText.Of(verdict.Reason) });
        command.Parameters.Add(new() { Value = verdict.Delay });
        return command;
    }

    private static NpgsqlBatchCommand Stop(JobRow row, string reason, string worker) =>
        PutBack(row, worker, ErrorText.Of(reason), stack: null, TimeSpan.Zero, dead: true, "stopped");

    private NpgsqlBatchCommand Fail(JobKind kind, JobRow row, Exception exception, string worker)
    {
        var policy = PolicyOf(kind);
        var failures = row.Failures == int.MaxValue ? row.Failures : row.Failures + 1;
        var dead = failures >= policy.MaxAttempts;
        return PutBack(row, worker, ErrorText.Of(exception), ErrorText.StackOf(exception), policy.DelayAfter(failures), dead, "failed");
    }

    private static NpgsqlBatchCommand PutBack(
        JobRow row, string worker, string error, string? stack, TimeSpan delay, bool dead, string outcome)
    {
        var command = Ending(EndSql.Fail, row, worker);
        command.Parameters.Add(new() { Value = error });
        command.Parameters.Add(new() { Value = (object?)stack ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = delay });
        command.Parameters.Add(new() { Value = dead });
        command.Parameters.Add(new() { Value = outcome });
        return command;
    }

    private static NpgsqlBatchCommand Ending(string sql, JobRow row, string worker) => new(sql)
    {
        Parameters =
        {
            new() { Value = row.Id }, new() { Value = row.Attempts }, new() { Value = row.StartedAt }, new() { Value = worker },
        },
    };

    private RetryPolicy PolicyOf(JobKind kind) => kind.Retry ?? options.Value.Retry;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Losses} workers that ran {Kind} job {Id} went away; it waits, and then runs alone")]
    private partial void LogLost(int losses, string kind, long id);
}
