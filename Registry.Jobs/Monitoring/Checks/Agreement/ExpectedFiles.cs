using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Registry.Data;
using Registry.Data.Index;
using Registry.Jobs.Index;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Reads what the files of crates should be, for those about which nothing is under way.</summary>
internal sealed class ExpectedFiles(IDbContextFactory<RegistryDbContext> contexts)
{
    /// <summary>A job that only reads the index, and fails because it differs, must not hide that it does.</summary>
    private static readonly string[] WritingQueues = [IndexJobs.SparseQueue, IndexJobs.GitQueue];

    /// <summary>All of one moment. A crate with an unfinished change or job is left out: its index is allowed to be behind.</summary>
    public async Task<Dictionary<long, ExpectedFile>> ReadAsync(IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        if (crateIds.Count == 0)
            return [];
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var settled = await SettledAsync(db, moment, crateIds, cancellationToken);
        var crates = await db.Crates.AsNoTracking().Where(crate => settled.Contains(crate.Id)).Include(crate => crate.Versions)
            .AsSplitQuery().ToListAsync(cancellationToken);
        var files = await db.SparseFiles.AsNoTracking().Where(file => settled.Contains(file.CrateId))
            .ToDictionaryAsync(file => file.CrateId, cancellationToken);
        return crates.ToDictionary(
            crate => crate.Id,
            crate => new ExpectedFile(crate.Id, crate.Name, IndexFileRenderer.Render(crate.Name, crate.Versions), files.GetValueOrDefault(crate.Id)));
    }

    private static async Task<List<long>> SettledAsync(
        RegistryDbContext db, IDbContextTransaction moment, IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        var changing = await db.Changes
            .Where(change => crateIds.Contains(change.CrateId)
                && (change.Sparse.FinishedAt == null || change.Git.FinishedAt == null && !change.GitSkipped))
            .Select(change => change.CrateId)
            .Distinct().ToListAsync(cancellationToken);
        var unfinished = new HashSet<long>(changing);
        var transaction = (NpgsqlTransaction)moment.GetDbTransaction();
        await using var command = new NpgsqlCommand(QueueFactsSql.UnfinishedKeys, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = crateIds.Select(IndexJobs.KeyOf).ToArray() });
        command.Parameters.Add(new() { Value = WritingQueues });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            unfinished.Add(IndexJobs.CrateOf(reader.GetString(0)) ?? 0);
        return [.. crateIds.Where(crate => !unfinished.Contains(crate))];
    }
}
