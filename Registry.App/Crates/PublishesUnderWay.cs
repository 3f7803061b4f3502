using Microsoft.EntityFrameworkCore;
using Registry.App.Changes;
using Registry.Data;
using Registry.Data.Changes;

namespace Registry.App.Crates;

/// <summary>Says where versions stand that the index does not show yet.</summary>
internal sealed class PublishesUnderWay(IDbContextFactory<RegistryDbContext> databases, IChangeFeed feed)
{
    /// <summary>More at once than a page tells of one by one.</summary>
    private const int Most = 20;

    /// <summary>By the key of the version. Of those beyond the first few nothing is said.</summary>
    public async Task<IReadOnlyDictionary<long, Headline>> ReadAsync(IEnumerable<long> versionIds, CancellationToken cancellationToken)
    {
        var wanted = versionIds.Take(Most).ToList();
        var headlines = new Dictionary<long, Headline>();
        if (wanted.Count == 0)
            return headlines;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changes = await db.Changes.Where(change => wanted.Contains(change.VersionId) && change.Kind == ChangeKind.Publish)
            .Select(change => new { change.VersionId, change.PublicId }).ToListAsync(cancellationToken);
        foreach (var change in changes)
        {
            if (await feed.ReadAsync(change.PublicId, cancellationToken) is { } status)
                headlines[change.VersionId] = Headline.Of(status, status.Details.ReadAt);
        }

        return headlines;
    }
}
