using Microsoft.EntityFrameworkCore;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Crates;
using Registry.Data.Downloads;

namespace Registry.App.Downloads.Counting;

/// <summary>Downloads of a version on a day, as crates.io's API tells of them.</summary>
internal sealed record VersionDownloadsJson(long Version, long Downloads, DateOnly Date);

/// <summary>Downloads on a day of all versions that are not told of one by one.</summary>
internal sealed record ExtraDownloadsJson(DateOnly Date, long Downloads);

/// <summary>Reads how often versions were downloaded, day by day.</summary>
internal sealed class DownloadCountReader(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    /// <summary>So many versions of a crate are told of one by one, as on crates.io.</summary>
    private const int VersionsByThemselves = 5;

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>The highest versions, and all others together, over the recent days.</summary>
    /// <exception cref="RefusedException">There is no such crate.</exception>
    public async Task<(IReadOnlyList<VersionDownloadsJson> Highest, IReadOnlyList<ExtraDownloadsJson> Others)> OfCrateAsync(
        string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var versions = await db.Versions.AsNoTracking().Where(version => version.CrateId == crate.Id && version.PublishedAt != null).ToListAsync(cancellationToken);
        if (versions.Count == 0)
            throw CrateLookup.Unknown(name);
        var highest = DefaultVersions.Descending(versions).Take(VersionsByThemselves).Select(version => version.Id).ToList();
        var days = Days(db, Today).Where(day => db.Versions.Any(version => version.Id == day.VersionId && version.CrateId == crate.Id));
        var others = await days.Where(day => !highest.Contains(day.VersionId)).GroupBy(day => day.Date)
            .Select(day => new { Date = day.Key, Downloads = day.Sum(one => one.Downloads) }).OrderBy(day => day.Date).ToListAsync(cancellationToken);
        return (
            await ToJsonAsync(days.Where(day => highest.Contains(day.VersionId)), cancellationToken),
            [.. others.Select(day => new ExtraDownloadsJson(day.Date, day.Downloads))]);
    }

    /// <summary>Over as many days up to one.</summary>
    /// <exception cref="RefusedException">There is no such version.</exception>
    public async Task<IReadOnlyList<VersionDownloadsJson>> OfVersionAsync(
        string name, string number, DateOnly? until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var withoutBuild = VersionNumber.StripBuild(number);
        var version = await db.Versions
            .Where(known => known.CrateId == crate.Id && known.NumberWithoutBuild == withoutBuild && known.PublishedAt != null)
            .Select(known => (long?)known.Id)
            .SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(StatusCodes.Status404NotFound, $"`{crate.Name}` has no version {number}");
        return await ToJsonAsync(Days(db, until ?? Today).Where(day => day.VersionId == version), cancellationToken);
    }

    private static IQueryable<VersionDownloads> Days(RegistryDbContext db, DateOnly until)
    {
        var since = DateOnly.FromDayNumber(Math.Max(0, until.DayNumber - CrateDownloads.RecentDays + 1));
        return db.VersionDownloads.Where(day => day.Date >= since && day.Date <= until);
    }

    private static async Task<IReadOnlyList<VersionDownloadsJson>> ToJsonAsync(IQueryable<VersionDownloads> days, CancellationToken cancellationToken) =>
        await days.OrderBy(day => day.Date).ThenByDescending(day => day.VersionId)
            .Select(day => new VersionDownloadsJson(day.VersionId, day.Downloads, day.Date)).ToListAsync(cancellationToken);
}
