using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Registry.App.Changes;
using Registry.Data;
using Registry.Data.Changes;

namespace Registry.App.Crates;

/// <summary>Says where publishes stand that are not over, or have only just been.</summary>
internal sealed class PublishesUnderWay(IDbContextFactory<RegistryDbContext> databases, IChangeFeed feed)
{
    /// <summary>More at once than a page tells of one by one.</summary>
    private const int Most = 20;

    /// <summary>By the key of the version. Of those beyond the first few nothing is said.</summary>
    public Task<IReadOnlyDictionary<long, ChangeGlance>> ReadAsync(IEnumerable<long> versionIds, CancellationToken cancellationToken)
    {
        var wanted = versionIds.Take(Most).ToList();
        return ReadAsync(wanted.Count == 0 ? null : change => wanted.Contains(change.VersionId), cancellationToken);
    }

    /// <summary>Of a crate, by the key of the version: those that are not over, and those of versions that are named.</summary>
    public Task<IReadOnlyDictionary<long, ChangeGlance>> ReadAsync(long crateId, IEnumerable<long> versionIds, CancellationToken cancellationToken)
    {
        var wanted = versionIds.Take(Most).ToList();
        return ReadAsync(
            change => change.CrateId == crateId && change.Verified.FinishedAt == null || wanted.Contains(change.VersionId), cancellationToken);
    }

    private async Task<IReadOnlyDictionary<long, ChangeGlance>> ReadAsync(
        Expression<Func<IndexChange, bool>>? wanted, CancellationToken cancellationToken)
    {
        var glances = new Dictionary<long, ChangeGlance>();
        if (wanted is null)
            return glances;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changes = await db.Changes.Where(wanted).Where(change => change.Kind == ChangeKind.Publish && change.SupersededById == null)
            .OrderByDescending(change => change.Id).Take(Most).Select(change => new { change.VersionId, change.PublicId }).ToListAsync(cancellationToken);
        foreach (var change in changes)
        {
            if (await feed.ReadAsync(change.PublicId, cancellationToken) is { } status)
                glances[change.VersionId] = ChangeGlance.Of(status);
        }

        return glances;
    }
}
