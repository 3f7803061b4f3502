using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>Writes how attempts ended, and tells whoever watches.</summary>
internal sealed class AttemptRecorder(JobConnections connections, JobNewsFeed feed, NewsSender sender, IOptions<JobQueueOptions> options)
{
    public static async Task DoneAsync(
        NpgsqlConnection connection, IReadOnlyList<JobRow> rows, string worker, CancellationToken cancellationToken)
    {
        var ids = rows.Select(row => row.Id).ToArray();
        await using var batch = new NpgsqlBatch(connection);

        // What the handler's subtransaction deletes would not be seen to be deleted by the transaction that runs the job.
        batch.BatchCommands.Add(new(JobSql.ReleaseSavepoint));
        batch.BatchCommands.Add(new(JobSql.RecordDone)
        {
            Parameters = { new() { Value = ids }, new() { Value = rows[0].StartedAt }, new() { Value = worker } },
        });
        batch.BatchCommands.Add(new(JobSql.Delete) { Parameters = { new() { Value = ids } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts the jobs back. Within the claim's transaction the rows are still locked by it, so nobody runs them in between.</summary>
    public async Task FailedAsync(
        NpgsqlConnection connection, IReadOnlyList<JobRow> rows, JobKind kind, string worker, string error,
        CancellationToken cancellationToken)
    {
        var retry = kind.Retry ?? options.Value.Retry;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in rows)
        {
            batch.BatchCommands.Add(new(JobSql.RecordFailed)
            {
                Parameters =
                {
                    new() { Value = row.Id },
                    new() { Value = row.Attempts },
                    new() { Value = retry.DelayAfter(row.Attempt) },
                    new() { Value = error, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = row.StartedAt },
                    new() { Value = worker },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// For when the claim's own connection is gone, and with it the claim: somebody else may already be running the jobs, and then their
    /// attempt counts.
    /// </summary>
    public async Task FailedAfterLossAsync(
        IReadOnlyList<JobRow> rows, JobKind kind, string worker, string error, CancellationToken cancellationToken)
    {
        await using var connection = await connections.General.OpenConnectionAsync(cancellationToken);
        await FailedAsync(connection, rows, kind, worker, error, cancellationToken);
    }

    public void Announce(IReadOnlyList<JobRow> rows)
    {
        foreach (var row in rows)
        {
            feed.Publish(new JobNews(row.Kind, row.Key));
            sender.Send(NewsPayload.Moved(row.Kind, row.Key));
        }
    }
}
