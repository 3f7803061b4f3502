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
internal sealed class VerifyCrateHandler(PublicRegistryClient registry) : IJobHandler<CrateJob>
{
    public async Task RunAsync(JobBatch<CrateJob> batch, CancellationToken cancellationToken)
    {
        var job = batch.Jobs[0];
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var changes = await db.Changes
            .Include(change => change.Crate)
            .Include(change => change.Version)
            .Where(change => change.CrateId == job.Arguments.CrateId && change.Verified.FinishedAt == null
                && (change.Git.FinishedAt != null || change.GitSkipped && change.Sparse.FinishedAt != null))
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
        var lines = await registry.ReadIndexFileAsync(IndexPath.For(crate.Name), cancellationToken);
        foreach (var version in changes.Select(change => change.Version!).DistinctBy(version => version.Id))
            CompareLine(version, lines);
        foreach (var version in changes.Where(change => change.Kind == ChangeKind.Publish).Select(change => change.Version!))
            await CompareFileAsync(crate, version, cancellationToken);
    }

    /// <summary>Whether it is yanked may have changed since; only what never changes is compared.</summary>
    private static void CompareLine(CrateVersion version, IReadOnlyList<PublicIndexLine> lines)
    {
        var line = lines.SingleOrDefault(line => line.Vers == version.Number)
            ?? throw new VerificationException($"the sparse index does not show {version.Number}");
        if (line.Cksum != version.Checksum)
            throw new VerificationException($"the sparse index shows {version.Number} with the checksum {line.Cksum}, not {version.Checksum}");
    }

    private async Task CompareFileAsync(Crate crate, CrateVersion version, CancellationToken cancellationToken)
    {
        var checksum = await registry.DownloadChecksumAsync(crate.Name, version.Number, cancellationToken);
        if (checksum != version.Checksum)
            throw new VerificationException($"the download of {version.Number} has the checksum {checksum}, not {version.Checksum}");
    }
}
