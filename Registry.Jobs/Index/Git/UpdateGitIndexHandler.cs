using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Jobs.Deletion;
using Registry.Jobs.Index.Git.Packing;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git;

/// <summary>
/// Brings the git index to what the sparse index shows, for many crates in one commit. Killed after the commit and run again it finds the
/// files in place and makes no second one.
/// </summary>
internal sealed class UpdateGitIndexHandler(GitIndexWriter writer, IndexPacking packing, IOptions<GitIndexOptions> options) : IJobHandler<CrateJob>
{
    public async Task RunAsync(JobBatch<CrateJob> batch, CancellationToken cancellationToken)
    {
        if (options.Value.Enabled && !await writer.IsReadyForAsync(batch, cancellationToken))
            return;

        var crateIds = batch.Jobs.Select(job => job.Arguments.CrateId).Distinct().ToList();
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        if (options.Value.Enabled)
            await CommitAsync(db, batch, crateIds, cancellationToken);
        else
            await Waiting(db, crateIds).ForEachAsync(change => change.GitSkipped = true, cancellationToken);

        await db.SaveChangesAsync(cancellationToken);
        await batch.FollowUpAsync(db, crateIds, cancellationToken);
    }

    private async Task CommitAsync(
        RegistryDbContext db, JobBatch<CrateJob> batch, List<long> crateIds, CancellationToken cancellationToken)
    {
        List<IndexChange> changes = [];
        var (commit, more) = await writer.WriteAsync(
            async (also, stop) =>
            {
                // In this order: what the files show is never less than what the changes read before them ask for.
                changes = await Waiting(db, crateIds).ToListAsync(stop);
                var files = await db.SparseFiles.AsNoTracking()
                    .Where(file => crateIds.Contains(file.CrateId) || also.Contains(file.Path))
                    .Select(file => new IndexFile(file.Path, file.Content.Length == 0 ? null : file.Content))
                    .ToListAsync(stop);
                return new IndexContent(files, IndexCommitMessage.For([.. changes.Select(Committed)]), also);
            },
            cancellationToken);

        if (commit.Changed && packing.IsDue)
            await batch.EnqueueAsync(IndexJobs.PackGitIndex, new PackGitIndex(), cancellationToken);
        if (more)
            await batch.EnqueueAsync(IndexJobs.UpdateGitIndex, new CrateJob(crateIds[0]), cancellationToken);
        var now = await db.GetServerTimeAsync(cancellationToken);
        var jobs = batch.Jobs.ToLookup(job => job.Arguments.CrateId);
        foreach (var change in changes)
        {
            var job = jobs[change.CrateId].First();
            change.GitCommit = commit.Id;
            change.Git = new StageRecord { StartedAt = job.StartedAt, FinishedAt = now, Attempts = job.Attempt };
        }
    }

    private static IQueryable<IndexChange> Waiting(RegistryDbContext db, List<long> crateIds) => db.Changes
        .Include(change => change.Crate)
        .Include(change => change.Version)
        .Where(change => crateIds.Contains(change.CrateId)
            && change.Sparse.FinishedAt != null && change.Git.FinishedAt == null && !change.GitSkipped)
        .OrderBy(change => change.Id);

    private static CommittedChange Committed(IndexChange change) => new(change.Crate!.Name, change.Version!.Number, change.Kind);
}
