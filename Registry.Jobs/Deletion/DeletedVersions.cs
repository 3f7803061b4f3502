using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Deletion;

/// <summary>What is left to do about deleted versions once the index shows them no more.</summary>
internal static class DeletedVersions
{
    /// <summary>Deleted versions of which the files are still there, and which neither projection shows.</summary>
    public static IQueryable<CrateVersion> DeletedWithFiles(this RegistryDbContext db, IReadOnlyCollection<long> crateIds) => db.Versions
        .Where(version => crateIds.Contains(version.CrateId) && version.DeletedAt != null && version.FileRemovedAt == null
            && !db.Changes.Any(change => change.VersionId == version.Id && change.Kind == ChangeKind.Delete
                && (change.Sparse.FinishedAt == null || change.Git.FinishedAt == null && !change.GitSkipped)));

    /// <summary>Has the last steps of changes taken that both projections show: for those of deleted versions the files have to go first.</summary>
    public static async Task FollowUpAsync(
        this JobBatch<CrateJob> batch, RegistryDbContext db, IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        var withFiles = await db.DeletedWithFiles(crateIds).Select(version => version.CrateId).Distinct().ToListAsync(cancellationToken);
        foreach (var crateId in withFiles)
            await batch.EnqueueAsync(IndexJobs.RemoveStoredFiles, new CrateJob(crateId), cancellationToken);
        foreach (var crateId in crateIds)
            await batch.EnqueueAsync(IndexJobs.VerifyCrate, new CrateJob(crateId), cancellationToken);
    }
}
