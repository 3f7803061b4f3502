using Npgsql;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Repair;

/// <summary>
/// Enqueues what mends differences. Jobs bring state into line, so the same jobs that publish also mend, and enqueueing one twice does
/// nothing.
/// </summary>
internal sealed class IndexRepair(JobQueue queue, NpgsqlDataSource database)
{
    /// <summary>Whether there is a job that mends it. What was accepted from an author can be had only from a backup.</summary>
    public static bool CanMend(IndexDifference difference) =>
        difference.Kind is not (DifferenceKind.GitDamage or DifferenceKind.StoredFile);

    /// <returns>How many jobs are to do it.</returns>
    public async Task<int> MendAsync(IReadOnlyCollection<IndexDifference> differences, CancellationToken cancellationToken)
    {
        // The job that writes the sparse file has the git index follow.
        var sparse = CratesOf(differences, DifferenceKind.Sparse, DifferenceKind.Abandoned, DifferenceKind.Stopped);
        var git = CratesOf(differences, DifferenceKind.Git).Except(sparse).ToList();
        var strays = differences.Where(difference => difference.Kind == DifferenceKind.Stray).Select(difference => difference.Subject).ToList();
        if (sparse.Count + git.Count + strays.Count == 0)
            return 0;

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var crateId in sparse)
            await queue.EnqueueAsync(transaction, IndexJobs.UpdateSparseIndex, new CrateJob(crateId), cancellationToken);
        foreach (var crateId in git)
            await queue.EnqueueAsync(transaction, IndexJobs.UpdateGitIndex, new CrateJob(crateId), cancellationToken);
        if (strays.Count > 0)
            await queue.EnqueueAsync(transaction, RemoveStrayFiles.Kind, new RemoveStrayFiles(strays), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        queue.Wake(IndexJobs.UpdateGitIndex);
        return sparse.Count + git.Count + (strays.Count > 0 ? 1 : 0);
    }

    private static List<long> CratesOf(IEnumerable<IndexDifference> differences, params DifferenceKind[] kinds) =>
        [.. differences.Where(difference => kinds.Contains(difference.Kind)).Select(difference => difference.Id).Distinct()];
}
