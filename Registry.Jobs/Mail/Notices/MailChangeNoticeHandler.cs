using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail.Notices;

/// <summary>Mails the requester of changes what has become of them, unless that has changed again by the time the mail goes out.</summary>
internal sealed class MailChangeNoticeHandler(Mailer mailer, NoticeText text, JobInspector inspector) : IJobHandler<MailChangeNotice>
{
    public async Task RunAsync(JobBatch<MailChangeNotice> batch, CancellationToken cancellationToken)
    {
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var (userId, notice, ids) = batch.Jobs[0].Arguments;
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(known => known.Id == userId && known.DisabledAt == null, cancellationToken);
        var changes = await db.Changes.AsNoTracking().Include(change => change.Crate).Include(change => change.Version)
            .Where(change => ids.Contains(change.Id) && change.SupersededById == null && (change.Sparse.FinishedAt != null) == (notice == ChangeNotice.Usable))
            .OrderBy(change => change.Id).ToListAsync(cancellationToken);
        if (string.IsNullOrEmpty(user?.Email) || changes.Count == 0)
            return;
        var reasons = notice == ChangeNotice.Stopped ? await ReasonsAsync(batch.Transaction.Connection!, changes, cancellationToken) : [];
        var (subject, body) = text.Of(user.Login, notice, changes, reasons);
        await mailer.SendAsync(user.Email, subject, body, cancellationToken);
    }

    /// <summary>Why their jobs were discarded, by crate; without those of which that is not known.</summary>
    private async Task<Dictionary<long, string>> ReasonsAsync(
        NpgsqlConnection connection, IEnumerable<IndexChange> changes, CancellationToken cancellationToken)
    {
        var reasons = new Dictionary<long, string>();
        foreach (var crateId in changes.Select(change => change.CrateId).Distinct().Take(NoticeText.MostNamed))
        {
            var discards = await inspector.DiscardsOfAsync(connection, IndexJobs.KeyOf(crateId), DateTimeOffset.UnixEpoch, 1, cancellationToken);
            if (discards is [{ Reason: { } reason } discard] && discard.Kind == IndexJobs.UpdateSparseIndex.Name)
                reasons.Add(crateId, reason);
        }

        return reasons;
    }
}
