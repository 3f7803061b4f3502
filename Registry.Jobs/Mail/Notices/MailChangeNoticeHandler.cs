using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail.Notices;

/// <summary>
/// Mails the requester of changes what has become of them. What is not so any more by the time the mail goes out is left out of it, and is as if
/// it had never been noticed.
/// </summary>
internal sealed class MailChangeNoticeHandler(Mailer mailer, NoticeText text, JobInspector inspector) : IJobHandler<MailChangeNotice>
{
    private static readonly string[] Kinds = [IndexJobs.UpdateSparseIndex.Name];

    public async Task RunAsync(JobBatch<MailChangeNotice> batch, CancellationToken cancellationToken)
    {
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var (userId, notice, ids) = batch.Jobs[0].Arguments;
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(
            known => known.Id == userId && known.DisabledAt == null && known.EmailConfirmed && known.ChangeNotices, cancellationToken);
        if (string.IsNullOrEmpty(user?.Email))
            return;
        var all = await db.Changes.Include(change => change.Crate).Include(change => change.Version)
            .Where(change => ids.Contains(change.Id) && change.Notice == notice)
            .OrderBy(change => change.Id).ToListAsync(cancellationToken);
        var connection = batch.Transaction.Connection!;
        var present = await NoticesAsync(connection, all, cancellationToken);
        foreach (var change in all.Where(change => present[change.Id] != notice))
            change.Notice = null;
        await db.SaveChangesAsync(cancellationToken);

        var changes = all.Where(change => change.Notice == notice).ToList();
        if (changes.Count == 0)
            return;
        var reasons = notice == ChangeNotice.Stopped ? await ReasonsAsync(connection, changes, cancellationToken) : [];
        var (subject, body) = text.Of(user.Login, notice, changes, reasons);
        await mailer.SendAsync(user.Email, subject, body, cancellationToken);
    }

    /// <summary>What there is to be told of each now, by its key; of one moment.</summary>
    private static async Task<Dictionary<long, ChangeNotice>> NoticesAsync(
        NpgsqlConnection connection, IEnumerable<IndexChange> changes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ChangeNotices.Present, connection);
        command.Parameters.Add(new() { Value = Kinds[0] });
        command.Parameters.Add(new() { Value = changes.Select(change => change.Id).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var notices = new Dictionary<long, ChangeNotice>();
        while (await reader.ReadAsync(cancellationToken))
            notices.Add(reader.GetInt64(0), Enum.Parse<ChangeNotice>(reader.GetString(1)));
        return notices;
    }

    /// <summary>Why their jobs were discarded, by crate; without those of which that is not known.</summary>
    private async Task<Dictionary<long, string>> ReasonsAsync(
        NpgsqlConnection connection, IEnumerable<IndexChange> changes, CancellationToken cancellationToken)
    {
        var reasons = new Dictionary<long, string>();
        foreach (var crate in changes.GroupBy(change => change.CrateId).Take(NoticeText.MostNamed))
        {
            var requestedAt = crate.Min(change => change.RequestedAt);
            if (await inspector.FindStopAsync(connection, Kinds, crate.Key, requestedAt, cancellationToken) is { Reason: { } reason })
                reasons.Add(crate.Key, reason);
        }

        return reasons;
    }
}
