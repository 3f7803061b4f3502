using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Data.Index;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Verification;

/// <summary>
/// Looks at the registry from outside: fetches the index line and the <c>.crate</c> file through the public address, as cargo would, and
/// compares them with what was accepted.
/// </summary>
internal sealed class VerifyCrateHandler(PublicRegistryClient registry, TimeProvider time) : IJobHandler<CrateJob>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task RunAsync(JobBatch<CrateJob> batch, CancellationToken cancellationToken)
    {
        var job = batch.Jobs[0];
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var changes = await db.Changes
            .Include(change => change.Crate)
            .Include(change => change.Version)
            .Where(change => change.CrateId == job.Arguments.CrateId && change.Verified.FinishedAt == null
                && (change.Git.FinishedAt != null || change.GitSkipped && change.Sparse.FinishedAt != null)
                && (change.Version!.DeletedAt == null || change.Version.FileRemovedAt != null))
            .ToListAsync(cancellationToken);
        if (changes.Count > 0)
            await CompareAsync(changes, cancellationToken);

        var now = await db.GetServerTimeAsync(cancellationToken);
        foreach (var change in changes)
            change.Verified = new StageRecord { StartedAt = job.StartedAt, FinishedAt = now, Attempts = job.Attempt };
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task CompareAsync(List<IndexChange> changes, CancellationToken cancellationToken)
    {
        var crate = changes[0].Crate!;
        var versions = changes.Select(change => change.Version!).DistinctBy(version => version.Id).ToLookup(version => version.DeletedAt is null);
        foreach (var version in versions[true])
            await CompareLineAsync(crate, version, cancellationToken);
        foreach (var version in changes.Where(change => change.Kind == ChangeKind.Publish && change.Version!.DeletedAt is null))
            await CompareFileAsync(crate, version.Version!, cancellationToken);
        foreach (var version in versions[false])
            await RequireGoneAsync(crate, version, cancellationToken);
    }

    /// <summary>Whether it is yanked may have changed since; only what never changes is compared.</summary>
    private async Task CompareLineAsync(Crate crate, CrateVersion version, CancellationToken cancellationToken)
    {
        var line = await FindLineAsync(IndexPath.For(crate.Name), version.Number, isExpected: true, cancellationToken)
            ?? throw new VerificationException($"the sparse index does not show {version.Number}");
        if (line.Cksum != version.Checksum)
            throw new VerificationException($"the sparse index shows {version.Number} with the checksum {line.Cksum}, not {version.Checksum}");
    }

    private async Task RequireGoneAsync(Crate crate, CrateVersion version, CancellationToken cancellationToken)
    {
        if (await FindLineAsync(IndexPath.For(crate.Name), version.Number, isExpected: false, cancellationToken) is not null)
            throw new VerificationException($"the sparse index still shows {version.Number}");
        if (await registry.HasDownloadAsync(crate.Name, version.Number, version.Checksum, cancellationToken))
            throw new VerificationException($"{version.Number} can still be downloaded");
    }

    /// <summary>A node that has not heard of a new file shows it a second later. Cargo waits for it too.</summary>
    private async Task<PublicIndexLine?> FindLineAsync(string path, string version, bool isExpected, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            var line = await registry.FindLineAsync(path, version, cancellationToken);
            if (line is not null == isExpected || time.GetElapsedTime(started) > Patience)
                return line;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task CompareFileAsync(Crate crate, CrateVersion version, CancellationToken cancellationToken)
    {
        var checksum = await registry.DownloadChecksumAsync(crate.Name, version.Number, version.Checksum, cancellationToken);
        if (checksum != version.Checksum)
            throw new VerificationException($"the download of {version.Number} has the checksum {checksum}, not {version.Checksum}");
    }
}
