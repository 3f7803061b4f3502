using Microsoft.EntityFrameworkCore;
using Registry.App.Crates;
using Registry.Data;
using Registry.Data.Downloads;

namespace Registry.App.MyCrates;

/// <summary>A crate its reader may publish.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version uploaded last; null when all are gone.</param>
/// <param name="Standing">How that one stands.</param>
/// <param name="Team">The team it is owned through, when it is not owned by the reader.</param>
/// <param name="Downloads">In the last 90 days.</param>
public sealed record MyCrate(string Name, string? Version, Standing? Standing, string? Team, long Downloads)
{
    /// <summary>Downloads of each of the last weeks, the oldest first; empty when there were none, or nobody has added them up.</summary>
    public IReadOnlyList<long> Weeks { get; init; } = [];
}

/// <summary>Reads which crates a user may publish.</summary>
internal sealed class MyCratesReader(IDbContextFactory<RegistryDbContext> databases, PublishesUnderWay underWay, TimeProvider time)
{
    private const int DaysInWeek = 7;
    private const int Weeks = (CrateDownloads.RecentDays + DaysInWeek - 1) / DaysInWeek;

    /// <summary>More than somebody looks through by their downloads.</summary>
    private const int MostWithWeeks = 50;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<MyCrate>> ReadAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crates = await db.Crates
            .Where(crate => crate.DeletionRequestedAt == null
                && (crate.Owners.Any(owner => owner.UserId == userId) || crate.Teams.Any(owner => owner.Team!.Members.Any(member => member.UserId == userId))))
            .OrderBy(crate => crate.Name)
            .Select(crate => new
            {
                crate.Id,
                crate.Name,
                Own = crate.Owners.Any(owner => owner.UserId == userId),
                Team = crate.Teams.Where(owner => owner.Team!.Members.Any(member => member.UserId == userId)).Select(owner => owner.Team!.Name).FirstOrDefault(),
                Downloads = crate.Downloads == null ? 0 : crate.Downloads.RecentDownloads,
                Newest = crate.Versions.Where(version => version.DeletedAt == null).OrderByDescending(version => version.Id)
                    .Select(version => new { version.Id, version.Number, Published = version.PublishedAt != null, version.Yanked }).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
        var changes = await underWay.ReadAsync(
            crates.Where(crate => crate.Newest is { Published: false }).Select(crate => crate.Newest!.Id), cancellationToken);
        var weeks = await WeeksAsync(
            db, [.. crates.Where(crate => crate.Downloads > 0).Take(MostWithWeeks).Select(crate => crate.Id)], cancellationToken);
        return
        [
            .. crates.Select(crate => new MyCrate(
                crate.Name, crate.Newest?.Number,
                crate.Newest is { } newest ? Standing.Of(newest.Published, newest.Yanked, deleted: false, changes.GetValueOrDefault(newest.Id)) : null,
                crate.Own ? null : crate.Team, crate.Downloads) { Weeks = weeks.GetValueOrDefault(crate.Id) ?? [] }),
        ];
    }

    private async Task<Dictionary<long, long[]>> WeeksAsync(RegistryDbContext db, IReadOnlyList<long> crateIds, CancellationToken cancellationToken)
    {
        var weeks = crateIds.ToDictionary(id => id, _ => new long[Weeks]);
        if (weeks.Count == 0)
            return weeks;
        var first = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1 - DaysInWeek * Weeks);
        var days = await db.VersionDownloads.Where(day => day.Date >= first)
            .Join(
                db.Versions.Where(version => crateIds.Contains(version.CrateId)), day => day.VersionId, version => version.Id,
                (day, version) => new { version.CrateId, day.Date, day.Downloads })
            .GroupBy(day => new { day.CrateId, day.Date })
            .Select(day => new { day.Key.CrateId, day.Key.Date, Count = day.Sum(one => one.Downloads) }).ToListAsync(cancellationToken);
        foreach (var day in days)
            weeks[day.CrateId][Math.Min((day.Date.DayNumber - first.DayNumber) / DaysInWeek, Weeks - 1)] += day.Count;
        return weeks;
    }
}
