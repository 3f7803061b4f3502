using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Crates;
using Registry.Jobs.Index;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Deletion;

/// <summary>
/// Removes the <c>.crate</c> files and READMEs of versions that neither projection of the index shows any more. Killed on the way and run again
/// it finds some of them gone already.
/// </summary>
internal sealed class RemoveStoredFilesHandler(IStoredFiles files) : IJobHandler<CrateJob>
{
    private static readonly TimeSpan StepAside = TimeSpan.FromSeconds(10);

    public async Task RunAsync(JobBatch<CrateJob> batch, CancellationToken cancellationToken)
    {
        var job = batch.Jobs[0];
        if (!files.AreHere)
        {
            batch.Postpone(job, StepAside, "This worker does not see the stored files; one that does has to remove them.");
            return;
        }

        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var versions = await db.DeletedWithFiles([job.Arguments.CrateId]).ToListAsync(cancellationToken);
        foreach (var version in versions)
            await files.RemoveAsync(version.StorageKey, cancellationToken);

        var ids = versions.Select(version => version.Id).ToList();
        await db.Set<VersionReadme>().Where(readme => ids.Contains(readme.VersionId)).ExecuteDeleteAsync(cancellationToken);
        var now = await db.GetServerTimeAsync(cancellationToken);
        foreach (var version in versions)
            version.FileRemovedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await batch.EnqueueAsync(IndexJobs.VerifyCrate, job.Arguments, cancellationToken);
    }
}
