using Microsoft.EntityFrameworkCore;
using Registry.App.Changes;
using Registry.App.Crates;
using Registry.Data;

namespace Registry.App.MyCrates;

/// <summary>A crate its reader may publish.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version uploaded last; null when all are gone.</param>
/// <param name="Standing">How that one stands.</param>
/// <param name="Team">The team it is owned through, when it is not owned by the reader.</param>
/// <param name="Downloads">In the last 90 days.</param>
public sealed record MyCrate(string Name, string? Version, Standing? Standing, string? Team, long Downloads);

/// <summary>Reads what a user sees of their own.</summary>
internal sealed class MyReader(IDbContextFactory<RegistryDbContext> databases, PublishesUnderWay underWay, IChangeFeed feed)
{
    private const int MostChanges = 40;
    private const int MostUnfinished = 20;

    /// <summary>The ids of changes that are not over, the newest first.</summary>
    public async Task<IReadOnlyList<string>> UnfinishedAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Changes.Where(change => change.RequestedById == userId && change.Verified.FinishedAt == null && change.SupersededById == null)
            .OrderByDescending(change => change.Id).Take(MostUnfinished).Select(change => change.PublicId).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<MyBurst>> LastChangesAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Changes.Where(change => change.RequestedById == userId).OrderByDescending(change => change.Id).Take(MostChanges)
            .Select(change => new MyChange
            {
                Id = change.PublicId,
                Kind = change.Kind,
                Crate = change.Crate!.Name,
                Version = change.Version!.Number,
                RequestedAt = change.RequestedAt,
                Done = change.Verified.FinishedAt != null,
                Superseded = change.SupersededById != null,
            }).ToListAsync(cancellationToken);
        var changes = new List<MyChange>();
        var asked = 0;
        foreach (var row in rows)
        {
            changes.Add(!row.Done && asked++ < MostUnfinished && await feed.ReadAsync(row.Id, cancellationToken) is { } status
                ? row with { Headline = Headline.Of(status, status.Details.ReadAt), Hold = status.Hold() }
                : row);
        }

        return MyBurst.Of(changes);
    }

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<MyCrate>> CratesAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crates = await db.Crates
            .Where(crate => crate.DeletionRequestedAt == null
                && (crate.Owners.Any(owner => owner.UserId == userId) || crate.Teams.Any(owner => owner.Team!.Members.Any(member => member.UserId == userId))))
            .OrderBy(crate => crate.Name)
            .Select(crate => new
            {
                crate.Name,
                Own = crate.Owners.Any(owner => owner.UserId == userId),
                Team = crate.Teams.Where(owner => owner.Team!.Members.Any(member => member.UserId == userId)).Select(owner => owner.Team!.Name).FirstOrDefault(),
                Downloads = crate.Downloads == null ? 0 : crate.Downloads.RecentDownloads,
                Newest = crate.Versions.Where(version => version.DeletedAt == null).OrderByDescending(version => version.Id)
                    .Select(version => new { version.Id, version.Number, Published = version.PublishedAt != null, version.Yanked }).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var headlines = await underWay.ReadAsync(
            crates.Where(crate => crate.Newest is { Published: false }).Select(crate => crate.Newest!.Id), cancellationToken);
        return
        [
            .. crates.Select(crate => new MyCrate(
                crate.Name, crate.Newest?.Number,
                crate.Newest is { } newest ? Standing.Of(newest.Published, newest.Yanked, deleted: false, headlines.GetValueOrDefault(newest.Id)) : null,
                crate.Own ? null : crate.Team, crate.Downloads)),
        ];
    }
}
