using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Index;
using Registry.Jobs.Index;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Some crates as the database says they should be.</summary>
/// <param name="Files">By crate, for those about which nothing is under way.</param>
/// <param name="Stopped">Crates with changes that nobody goes on with.</param>
internal sealed record ExpectedPage(IReadOnlyDictionary<long, ExpectedFile> Files, IReadOnlyList<IndexDifference> Stopped);

/// <summary>Reads what the files of crates should be, for those about which nothing is under way.</summary>
internal sealed class ExpectedFiles(IDbContextFactory<RegistryDbContext> contexts, StoppedCrates stoppedCrates)
{
    /// <summary>A job that only reads the index, and fails because it differs, must not hide that it does.</summary>
    private static readonly string[] WritingQueues = [IndexJobs.SparseQueue, IndexJobs.GitQueue];

    private static readonly string[] Queues = [.. IndexJobs.All.Select(kind => kind.Queue).Distinct()];

    /// <summary>
    /// All of one moment. A crate with an unfinished job is left out: its index is allowed to be behind. An unfinished change without a job is
    /// not, since nothing would ever bring it there.
    /// </summary>
    public async Task<ExpectedPage> ReadAsync(IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        if (crateIds.Count == 0)
            return new(new Dictionary<long, ExpectedFile>(), []);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var transaction = (NpgsqlTransaction)moment.GetDbTransaction();
        var notShown = await WithChangesAsync(db, crateIds, StoppedCrates.NotShown, cancellationToken);
        var written = await WithJobsAsync(transaction, crateIds, WritingQueues, cancellationToken);
        var settled = crateIds.Except(notShown).Except(written).ToList();
        var unfinished = await WithChangesAsync(db, crateIds, change => change.Verified.FinishedAt == null, cancellationToken);
        var stopped = unfinished.Except(await WithJobsAsync(transaction, unfinished, Queues, cancellationToken)).ToList();
        var crates = await db.Crates.AsNoTracking().Where(crate => settled.Contains(crate.Id)).Include(crate => crate.Versions)
            .AsSplitQuery().ToListAsync(cancellationToken);
        var files = await db.SparseFiles.AsNoTracking().Where(file => settled.Contains(file.CrateId))
            .ToDictionaryAsync(file => file.CrateId, cancellationToken);
        var expected = crates.ToDictionary(
            crate => crate.Id,
            crate => new ExpectedFile(crate.Id, crate.Name, IndexFileRenderer.Render(crate.Name, crate.Versions), files.GetValueOrDefault(crate.Id)));
        return new(expected, await stoppedCrates.ReadAsync(db, stopped, cancellationToken));
    }

    private static Task<List<long>> WithChangesAsync(
        RegistryDbContext db, IReadOnlyCollection<long> crateIds, Expression<Func<IndexChange, bool>> which, CancellationToken cancellationToken) =>
        db.Changes.Where(change => crateIds.Contains(change.CrateId)).Where(which)
            .Select(change => change.CrateId).Distinct().ToListAsync(cancellationToken);

    private static async Task<List<long>> WithJobsAsync(
        NpgsqlTransaction moment, IReadOnlyCollection<long> crateIds, string[] queues, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(QueueFactsSql.UnfinishedKeys, moment.Connection, moment);
        command.Parameters.Add(new() { Value = crateIds.Select(IndexJobs.KeyOf).ToArray() });
        command.Parameters.Add(new() { Value = queues });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(IndexJobs.CrateOf(reader.GetString(0)) ?? 0);
        return found;
    }
}
