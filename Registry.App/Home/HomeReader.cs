using Microsoft.EntityFrameworkCore;
using Registry.App.Crates;
using Registry.Data;

namespace Registry.App.Home;

/// <summary>What the front page tells of crates.</summary>
public sealed record HomeContents(IReadOnlyList<FreshVersion> Fresh, IReadOnlyList<UsedCrate> Used);

/// <summary>A version that was published lately, or is being published.</summary>
public sealed record FreshVersion(string Crate, string Version, string? Description, DateTimeOffset At, Standing Standing);

/// <summary>A crate that is downloaded.</summary>
public sealed record UsedCrate(string Name, string? Description, long Downloads);

/// <summary>Where the front page gets what it tells.</summary>
internal interface IHomeReader
{
    Task<HomeContents> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Reads it from the database.</summary>
internal sealed class HomeReader(IDbContextFactory<RegistryDbContext> databases, PublishesUnderWay underWay) : IHomeReader
{
    private const int FreshCrates = 10;

    /// <summary>Among so many the crates are looked for; of a crate that publishes often only the newest version is told.</summary>
    private const int FreshVersions = 100;

    private const int UsedCrates = 6;

    public async Task<HomeContents> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var latest = await db.Versions.Where(version => version.DeletedAt == null && version.Crate!.DeletionRequestedAt == null)
            .OrderByDescending(version => version.Id).Take(FreshVersions)
            .Select(version => new
            {
                version.Id,
                version.Crate!.Name,
                version.Number,
                version.Description,
                version.CreatedAt,
                Published = version.PublishedAt != null,
                version.Yanked,
            }).ToListAsync(cancellationToken);
        var fresh = latest.DistinctBy(version => version.Name).Take(FreshCrates).ToList();
        var used = await db.CrateDownloads.Where(counted => counted.RecentDownloads > 0)
            .OrderByDescending(counted => counted.RecentDownloads).Take(UsedCrates)
            .Join(db.Listings, counted => counted.CrateId, listing => listing.CrateId, (counted, listing) => new UsedCrate(
                listing.Crate!.Name, listing.DefaultVersion!.Description, counted.RecentDownloads)).ToListAsync(cancellationToken);
        var changes = await underWay.ReadAsync(fresh.Where(version => !version.Published).Select(version => version.Id), cancellationToken);
        return new HomeContents(
            [
                .. fresh.Select(version => new FreshVersion(
                    version.Name, version.Number, version.Description, version.CreatedAt,
                    Standing.Of(version.Published, version.Yanked, deleted: false, changes.GetValueOrDefault(version.Id)))),
            ],
            [.. used.OrderByDescending(crate => crate.Downloads)]);
    }
}
