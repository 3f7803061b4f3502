using Microsoft.EntityFrameworkCore;
using Registry.App.Changes;
using Registry.Data;
using Registry.Data.Crates;
using Registry.Data.Downloads;
using Semver;

namespace Registry.App.Crates;

/// <summary>What the page of a crate shows.</summary>
public sealed record CrateDetails
{
    public required string Name { get; init; }

    /// <summary>The version that stands for the crate: what cargo would choose, or the newest while cargo sees none. Null when all are gone.</summary>
    public VersionDetails? Standing { get; init; }

    /// <summary>All that were ever accepted, the highest first.</summary>
    public required IReadOnlyList<VersionLine> Versions { get; init; }

    /// <summary>Since the first version.</summary>
    public long Downloads { get; init; }

    /// <summary>Those of each of the last days, the oldest first.</summary>
    public required IReadOnlyList<(DateOnly Day, long Count)> Days { get; init; }

    /// <summary>Publishes that are not over, or have been for a moment only; the newest first.</summary>
    public IReadOnlyList<PublishUnderWay> UnderWay { get; init; } = [];

    public int LiveVersions => Versions.Count(version => version.DeletedAt is null);
}

/// <summary>A version in a list.</summary>
public sealed record VersionLine
{
    public required string Number { get; init; }

    /// <summary>When it was uploaded.</summary>
    public required DateTimeOffset At { get; init; }

    public required string PublishedBy { get; init; }

    public required long Size { get; init; }

    public string? RustVersion { get; init; }

    public long Downloads { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Why it is yanked.</summary>
    public string? YankMessage { get; init; }

    public required Standing Standing { get; init; }
}

/// <summary>Reads what the page of a crate shows.</summary>
internal sealed class CrateReader(
    IDbContextFactory<RegistryDbContext> databases, VersionReader versions, PublishesUnderWay underWay, TimeProvider time)
{
    /// <summary>So long a page that was open while a version came keeps saying so.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromMinutes(1);

    /// <summary>Null when there is no such crate. Names are found in any spelling.</summary>
    public async Task<CrateDetails?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.Crates.AsNoTracking().Include(known => known.Downloads).SingleOrDefaultAsync(known => known.CanonicalName == canonical, cancellationToken);
        if (crate is null)
            return null;
        var rows = await RowsAsync(db, crate.Id, cancellationToken);
        var standing = await db.Listings.Where(listing => listing.CrateId == crate.Id).Select(listing => listing.DefaultVersion!.Number)
            .SingleOrDefaultAsync(cancellationToken)
            ?? rows.Where(row => row.DeletedAt is null).MaxBy(row => row.Id)?.Number;
        var justNow = time.GetUtcNow() - JustNow;
        var changes = await underWay.ReadAsync(
            crate.Id, rows.Where(row => row.PublishedAt > justNow).OrderByDescending(row => row.Id).Select(row => row.Id), cancellationToken);
        return new CrateDetails
        {
            Name = crate.Name,
            Standing = standing is null ? null : await versions.ReadAsync(crate.Name, standing, cancellationToken),
            Versions =
            [
                .. rows.OrderByDescending(row => SemVersion.Parse(row.Number, SemVersionStyles.Strict), SemVersion.SortOrderComparer)
                    .Select(row => LineOf(row, changes.GetValueOrDefault(row.Id))),
            ],
            UnderWay =
            [
                .. rows.Where(row => row.DeletedAt is null && changes.ContainsKey(row.Id)).OrderByDescending(row => row.Id)
                    .Select(row => new PublishUnderWay(row.Number, changes[row.Id])),
            ],
            Downloads = crate.Downloads?.Downloads ?? 0,
            Days = await DaysAsync(db, crate.Id, cancellationToken),
        };
    }

    /// <summary>Without what versions depend on, which is long.</summary>
    private static async Task<IReadOnlyList<Row>> RowsAsync(RegistryDbContext db, long crateId, CancellationToken cancellationToken) =>
        await db.Versions.Where(version => version.CrateId == crateId).Select(version => new Row(
            version.Id, version.Number, version.CreatedAt, version.PublishedBy!.Login, version.Size, version.RustVersion,
            version.DownloadTotal == null ? 0 : version.DownloadTotal.Downloads, version.DeletedAt, version.YankMessage, version.PublishedAt,
            version.Yanked)).ToListAsync(cancellationToken);

    private static VersionLine LineOf(Row row, ChangeGlance? publishing) => new()
    {
        Number = row.Number,
        At = row.At,
        PublishedBy = row.PublishedBy,
        Size = row.Size,
        RustVersion = row.RustVersion,
        Downloads = row.Downloads,
        DeletedAt = row.DeletedAt,
        YankMessage = row.YankMessage,
        Standing = Standing.Of(row.PublishedAt is not null, row.Yanked, row.DeletedAt is not null, publishing),
    };

    private async Task<IReadOnlyList<(DateOnly Day, long Count)>> DaysAsync(RegistryDbContext db, long crateId, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = today.AddDays(1 - CrateDownloads.RecentDays);
        var counted = await db.VersionDownloads
            .Where(day => day.Date >= first && db.Versions.Any(version => version.Id == day.VersionId && version.CrateId == crateId))
            .GroupBy(day => day.Date).Select(day => new { Day = day.Key, Count = day.Sum(one => one.Downloads) })
            .ToDictionaryAsync(day => day.Day, day => day.Count, cancellationToken);
        return [.. Enumerable.Range(0, CrateDownloads.RecentDays).Select(first.AddDays).Select(day => (day, counted.GetValueOrDefault(day)))];
    }

    private sealed record Row(
        long Id, string Number, DateTimeOffset At, string PublishedBy, long Size, string? RustVersion, long Downloads, DateTimeOffset? DeletedAt,
        string? YankMessage, DateTimeOffset? PublishedAt, bool Yanked);
}
