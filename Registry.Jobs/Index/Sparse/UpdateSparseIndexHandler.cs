using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Data.Index;
using Registry.Jobs.Deletion;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Sparse;

/// <summary>
/// Applies what is asked of a crate and writes its sparse file, in the transaction that removes the job: the database says "published" or
/// "yanked" exactly when cargo can see it.
/// </summary>
internal sealed class UpdateSparseIndexHandler(IOptions<GitIndexOptions> git) : IJobHandler<CrateJob>
{
    public async Task RunAsync(JobBatch<CrateJob> batch, CancellationToken cancellationToken)
    {
        var job = batch.Jobs[0];
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var crate = await LockAsync(db, job.Arguments.CrateId, cancellationToken);
        var changes = await db.Changes
            .Where(change => change.CrateId == crate.Id && change.Sparse.FinishedAt == null)
            .ToListAsync(cancellationToken);
        var versions = await db.Versions.Where(version => version.CrateId == crate.Id).ToListAsync(cancellationToken);
        var now = await db.GetServerTimeAsync(cancellationToken);

        foreach (var ofVersion in changes.GroupBy(change => change.VersionId))
            WaitingChanges.Apply(versions.Single(version => version.Id == ofVersion.Key), ofVersion, now);
        foreach (var change in changes)
        {
            change.Sparse = new StageRecord { StartedAt = job.StartedAt, FinishedAt = now, Attempts = job.Attempt };
        }

        if (!git.Value.Enabled)
            await SkipGitAsync(db, crate.Id, changes, cancellationToken);
        await WriteAsync(db, crate, versions, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await CrateListings.UpdateAsync(db, crate.Id, versions, now, cancellationToken);
        if (git.Value.Enabled)
            await batch.EnqueueAsync(IndexJobs.UpdateGitIndex, job.Arguments, cancellationToken);
        else
            await batch.FollowUpAsync(db, [crate.Id], cancellationToken);
    }

    /// <summary>Two jobs of one crate may run when one was added while the other was running; the second waits here.</summary>
    private static Task<Crate> LockAsync(RegistryDbContext db, long crateId, CancellationToken cancellationToken) => db.Crates
        .FromSql($"SELECT * FROM crates WHERE id = {crateId} FOR NO KEY UPDATE")
        .SingleAsync(cancellationToken);

    /// <summary>Also of changes that came this far while there still was a git index: nothing else would let them go on.</summary>
    private static async Task SkipGitAsync(RegistryDbContext db, long crateId, IEnumerable<IndexChange> applied, CancellationToken cancellationToken)
    {
        var left = await db.Changes
            .Where(change => change.CrateId == crateId && change.Sparse.FinishedAt != null && change.Git.FinishedAt == null && !change.GitSkipped)
            .ToListAsync(cancellationToken);
        foreach (var change in left.Concat(applied))
            change.GitSkipped = true;
    }

    private static async Task WriteAsync(
        RegistryDbContext db, Crate crate, List<CrateVersion> versions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var content = IndexFileRenderer.Render(crate.Name, versions);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = IndexPath.For(crate.Name);
        var file = await db.SparseFiles.FindAsync([crate.Id], cancellationToken);
        if (file is null)
        {
            db.SparseFiles.Add(new SparseFile
            {
                CrateId = crate.Id,
                Path = path,
                Content = content,
                Hash = hash,
                UpdatedAt = now,
            });
        }
        else if (file.Hash != hash || file.Path != path || !file.Content.AsSpan().SequenceEqual(content))
        {
            file.Path = path;
            file.Content = content;
            file.Hash = hash;
            file.UpdatedAt = now;
        }
    }
}
