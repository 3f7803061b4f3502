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
}

public sealed record VersionChange(string Id, ChangeKind Kind, DateTimeOffset RequestedAt, string RequestedBy, bool Done);

/// <summary>Reads what the page of a version shows.</summary>
internal sealed class VersionReader(IDbContextFactory<RegistryDbContext> databases)
{
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
                change.PublicId, change.Kind, change.RequestedAt, change.RequestedBy!.Login ?? ChangeStatusReader.Operator,
                change.Verified.FinishedAt != null))
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
            Changes = changes,
        };
    }
}
