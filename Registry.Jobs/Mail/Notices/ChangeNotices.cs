using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail.Notices;

/// <summary>
/// Finds the changes of which their requesters have to be told: those that take longer than a job may, those that an operator has stopped, and
/// of these two the ones that have come to pass after all. Each is told of each once, in one mail for all that were found together. Nobody is who has not
/// shown that the address is theirs, or does not want to be.
/// </summary>
internal sealed class ChangeNotices(NpgsqlDataSource database, JobQueue queue, IOptions<MonitorOptions> monitor)
{
    /// <summary>As many as are marked in one go; the others follow with the next one.</summary>
    private const int AtOnce = 10_000;

    /// <summary>
    /// What comes to pass in a row is told in one mail; and an operator who discards a job and has its crate resynced right after that has
    /// stopped nothing.
    /// </summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>Seconds. When a table is locked, the monitor has to get its turn beside this.</summary>
    private const int Patience = 10;

    private const string PresentNotice = """
        CASE
            WHEN c.sparse_finished_at IS NOT NULL THEN 'Usable'
            WHEN NOT EXISTS (SELECT FROM background_jobs j WHERE j.key = 'crate:' || c.crate_id AND j.kind = $1 AND j.state <> 'dead')
                THEN 'Stopped'
            ELSE 'Late'
        END
        """;

    /// <summary>What there is to be told of changes that were noticed. Parameters: the kind of the job that makes them usable, their keys.</summary>
    public const string Present = $"SELECT c.id, {PresentNotice} FROM index_changes c WHERE c.id = ANY ($2)";

    /// <summary>
    /// One statement sees one moment: a change that is not in the index then has a job, unless that was taken away. With the first change of a
    /// user that is late all others are told that wait, so that there is one mail in a while and not one for each. Rows that a job has locked are
    /// left for the next time, and other nodes find nothing that was marked here.
    /// </summary>
    private const string Mark = $"""
        WITH late AS (
            SELECT DISTINCT requested_by_id FROM index_changes
            WHERE verified_finished_at IS NULL AND sparse_finished_at IS NULL AND notice IS NULL AND requested_at <= now() - $2
        ), usable AS (
            SELECT requested_by_id FROM index_changes
            WHERE notice IN ('Late', 'Stopped') AND sparse_finished_at IS NOT NULL
            GROUP BY requested_by_id
            HAVING max(sparse_finished_at) <= now() - $3 OR min(sparse_finished_at) <= now() - $2
        ), due AS (
            SELECT c.id, n.notice
            FROM index_changes c
            JOIN users u ON u.id = c.requested_by_id
            CROSS JOIN LATERAL (SELECT {PresentNotice} AS notice) n
            WHERE u.email <> '' AND u.email_confirmed AND u.change_notices AND u.disabled_at IS NULL
              AND ((c.verified_finished_at IS NULL AND c.sparse_finished_at IS NULL
                    AND (n.notice = 'Stopped' AND c.notice IS DISTINCT FROM 'Stopped'
                        OR c.notice IS NULL AND u.id IN (SELECT requested_by_id FROM late)))
                OR (c.notice IN ('Late', 'Stopped') AND c.sparse_finished_at IS NOT NULL AND u.id IN (SELECT requested_by_id FROM usable)))
            ORDER BY c.id
            LIMIT $4
            FOR NO KEY UPDATE OF c SKIP LOCKED
        ), marked AS (
            UPDATE index_changes c SET notice = due.notice FROM due WHERE c.id = due.id RETURNING c.id, c.requested_by_id, c.notice
        )
        SELECT requested_by_id, notice, array_agg(id ORDER BY id) FROM marked GROUP BY requested_by_id, notice ORDER BY 1, 2
        """;

    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var mails = await MarkAsync(transaction, cancellationToken);
        foreach (var mail in mails)
        {
            var options = new EnqueueOptions { Delay = mail.Notice == ChangeNotice.Stopped ? Quiet : null };
            await queue.EnqueueAsync(transaction, MailJobs.MailChangeNotice, mail, options, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if (mails.Count > 0)
            queue.Wake(MailJobs.MailChangeNotice);
    }

    private async Task<List<MailChangeNotice>> MarkAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Mark, transaction.Connection, transaction) { CommandTimeout = Patience };
        command.Parameters.Add(new() { Value = IndexJobs.UpdateSparseIndex.Name });
        command.Parameters.Add(new() { Value = monitor.Value.MaxJobTime });
        command.Parameters.Add(new() { Value = Quiet });
        command.Parameters.Add(new() { Value = AtOnce });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var mails = new List<MailChangeNotice>();
        while (await reader.ReadAsync(cancellationToken))
            mails.Add(new(reader.GetInt64(0), Enum.Parse<ChangeNotice>(reader.GetString(1)), reader.GetFieldValue<long[]>(2)));
        return mails;
    }
}
