using Microsoft.EntityFrameworkCore;
using Registry.App.Changes;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Data.Index;

namespace Registry.App.Crates;

/// <summary>What the page of a version shows.</summary>
public sealed record VersionDetails
{
    /// <summary>Key within the database.</summary>
    public long Id { get; init; }

    public required string Crate { get; init; }

    public required string Version { get; init; }

    public string? Description { get; init; }

    public string? License { get; init; }

    public string? Repository { get; init; }

    public string? Homepage { get; init; }

    public string? Documentation { get; init; }

    public IReadOnlyList<string> Keywords { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public string? RustVersion { get; init; }

    public required string Checksum { get; init; }

    public required long Size { get; init; }

    public long Downloads { get; init; }

    public required bool Yanked { get; init; }

    /// <summary>Why it is yanked.</summary>
    public string? YankMessage { get; init; }

    /// <summary>Since when it is gone.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Why it is gone.</summary>
    public string? DeletionMessage { get; init; }

    /// <summary>Since when cargo sees it; null while it does not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    public required string PublishedBy { get; init; }

    public required IReadOnlyList<IndexDependency> Dependencies { get; init; }

    /// <summary>What was asked of the version, the newest first.</summary>
    public required IReadOnlyList<VersionChange> Changes { get; init; }

    /// <summary>Where its publish stands, while cargo does not see it yet.</summary>
    public ChangeGlance? Publishing => PublishedAt is null && DeletedAt is null ? Changes.LastOrDefault(change => change.Kind == ChangeKind.Publish)?.Glance : null;
}

/// <param name="Id">The id in links.</param>
/// <param name="Kind">What was asked.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="RequestedBy">By whom.</param>
public sealed record VersionChange(string Id, ChangeKind Kind, DateTimeOffset RequestedAt, string RequestedBy)
{
    /// <summary>A later request took its place before it was applied: it has come to nothing.</summary>
    public bool Superseded { get; init; }

    /// <summary>All that was to be done for it is done.</summary>
    public bool Done { get; init; }

    /// <summary>Where it stands, while it is not done.</summary>
    public ChangeGlance? Glance { get; init; }

    /// <summary>It has come to pass.</summary>
    public bool Happened => !Superseded && (Done || Glance is { Usable: true });
}

/// <summary>Reads what the page of a version shows.</summary>
internal sealed class VersionReader(IDbContextFactory<RegistryDbContext> databases, IChangeFeed feed)
{
    /// <summary>More at once than is told one by one.</summary>
    private const int MostUnfinished = 20;

    /// <summary>Null when there is no such version. Names are found in any spelling.</summary>
    public async Task<VersionDetails?> ReadAsync(string name, string version, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        var withoutBuild = VersionNumber.StripBuild(version);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Versions.AsNoTracking()
            .Include(known => known.Crate)
            .Include(known => known.PublishedBy)
            .Include(known => known.DownloadTotal)
            .SingleOrDefaultAsync(
                known => known.Crate!.CanonicalName == canonical && known.NumberWithoutBuild == withoutBuild, cancellationToken);
        if (found is null)
            return null;
        var changes = await db.Changes
            .Where(change => change.VersionId == found.Id)
            .OrderByDescending(change => change.Sequence)
            .Select(change => new VersionChange(
                change.PublicId, change.Kind, change.RequestedAt, change.RequestedBy!.Login ?? ChangeStatusReader.Operator)
            {
                Done = change.Verified.FinishedAt != null,
                Superseded = change.SupersededById != null,
            })
            .ToListAsync(cancellationToken);
        var deletion = found.DeletedAt is null
            ? null
            : await db.Changes.Where(change => change.VersionId == found.Id && change.Kind == ChangeKind.Delete)
                .Select(change => change.Message).FirstOrDefaultAsync(cancellationToken);
        return new VersionDetails
        {
            Id = found.Id,
            Crate = found.Crate!.Name,
            Version = found.Number,
            Description = found.Description,
            License = found.License,
            Repository = found.Repository,
            Homepage = found.Homepage,
            Documentation = found.Documentation,
            Keywords = found.Keywords,
            Categories = found.Categories,
            RustVersion = found.RustVersion,
            Checksum = found.Checksum,
            Size = found.Size,
            Downloads = found.DownloadTotal?.Downloads ?? 0,
            Yanked = found.Yanked,
            YankMessage = found.YankMessage,
            DeletedAt = found.DeletedAt,
            DeletionMessage = deletion,
            PublishedAt = found.PublishedAt,
            PublishedBy = found.PublishedBy!.Login,
            Dependencies = found.Dependencies,
            Changes = await WithGlancesAsync(changes, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<VersionChange>> WithGlancesAsync(IReadOnlyList<VersionChange> changes, CancellationToken cancellationToken)
    {
        var glances = new Dictionary<string, ChangeGlance>();
        foreach (var change in changes.Where(change => change is { Done: false, Superseded: false }).Take(MostUnfinished))
        {
            if (await feed.ReadAsync(change.Id, cancellationToken) is { } status)
                glances[change.Id] = ChangeGlance.Of(status);
        }

        return [.. changes.Select(change => change with { Glance = glances.GetValueOrDefault(change.Id) })];
    }
}
