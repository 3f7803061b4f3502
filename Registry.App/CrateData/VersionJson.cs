using Registry.Data.Crates;

namespace Registry.App.CrateData;

/// <summary>A version as crates.io's API tells of it.</summary>
internal sealed record VersionJson
{
    public required long Id { get; init; }

    public required string Crate { get; init; }

    public required string Num { get; init; }

    public required string DlPath { get; init; }

    public required string ReadmePath { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Features { get; init; }

    public required long Downloads { get; init; }

    public required bool Yanked { get; init; }

    /// <summary>Why it is yanked, if whoever yanked it said so.</summary>
    public string? YankMessage { get; init; }

    public string? License { get; init; }

    /// <summary>The native library it links.</summary>
    public string? LibLinks { get; init; }

    public required VersionLinks Links { get; init; }

    public required long CrateSize { get; init; }

    public PublisherJson? PublishedBy { get; init; }

    public required string Checksum { get; init; }

    public string? RustVersion { get; init; }

    public string? Description { get; init; }

    public string? Homepage { get; init; }

    public string? Documentation { get; init; }

    public string? Repository { get; init; }

    /// <param name="crate">Its name.</param>
    /// <param name="version">The version, with its downloads.</param>
    public static VersionJson Of(string crate, CrateVersion version)
    {
        var path = $"/api/v1/crates/{crate}/{Uri.EscapeDataString(version.Number)}";
        return new VersionJson
        {
            Id = version.Id,
            Crate = crate,
            Num = version.Number,
            DlPath = $"{path}/download",
            ReadmePath = $"{path}/readme",
            UpdatedAt = version.PublishedAt ?? version.CreatedAt,
            CreatedAt = version.CreatedAt,
            Features = version.Features,
            Downloads = version.DownloadTotal?.Downloads ?? 0,
            Yanked = version.Yanked,
            YankMessage = version.YankMessage,
            License = version.License ?? (version.LicenseFile is null ? null : "non-standard"),
            LibLinks = version.Links,
            Links = new VersionLinks($"{path}/dependencies", $"{path}/downloads"),
            CrateSize = version.Size,
            PublishedBy = version.PublishedBy is { } user ? new PublisherJson(user.Id, user.Login, user.Login) : null,
            Checksum = version.Checksum,
            RustVersion = version.RustVersion,
            Description = version.Description,
            Homepage = version.Homepage,
            Documentation = version.Documentation,
            Repository = version.Repository,
        };
    }
}

/// <summary>Where more is told of a version.</summary>
internal sealed record VersionLinks(string Dependencies, string VersionDownloads);

/// <summary>Who published a version.</summary>
internal sealed record PublisherJson(long Id, string Login, string Name);

/// <summary>A dependency as crates.io's API tells of it: <c>crate_id</c> is the name of the crate that is depended on.</summary>
internal sealed record DependencyJson(
    long VersionId, string CrateId, string Req, bool Optional, bool DefaultFeatures, IReadOnlyList<string> Features, string? Target, string Kind,
    string? ExplicitName, string? Registry)
{
    public static DependencyJson Of(long versionId, Data.Index.IndexDependency dependency) => new(
        versionId, dependency.Package ?? dependency.Name, dependency.Req, dependency.Optional, dependency.DefaultFeatures, dependency.Features,
        dependency.Target, dependency.Kind, dependency.Package is null ? null : dependency.Name, dependency.Registry);
}
