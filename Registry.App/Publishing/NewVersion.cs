using Registry.Data.Crates;
using Registry.Data.Index;

namespace Registry.App.Publishing;

/// <summary>Turns what cargo sent into the row the index is rendered from.</summary>
internal sealed class NewVersion(OwnIndex ownIndex)
{
    public CrateVersion From(IncomingCrate incoming, long crateId, long userId, string storageKey, DateTimeOffset acceptedAt)
    {
        var metadata = incoming.Metadata;
        return new CrateVersion
        {
            CrateId = crateId,
            Number = incoming.Version.Text,
            Checksum = incoming.Checksum,
            Size = incoming.Size,
            StorageKey = storageKey,
            Dependencies = [.. metadata.Deps.Select(Dependency)],
            Features = metadata.Features,
            Links = metadata.Links,
            // Cargo before 1.70 does not send it.
            RustVersion = metadata.RustVersion ?? incoming.Manifest.RustVersion,
            Description = metadata.Description,
            Homepage = metadata.Homepage,
            Documentation = metadata.Documentation,
            Repository = metadata.Repository,
            License = metadata.License,
            LicenseFile = metadata.LicenseFile,
            Readme = string.IsNullOrEmpty(metadata.Readme) ? null : new VersionReadme { Text = metadata.Readme },
            ReadmeFile = metadata.ReadmeFile,
            Keywords = [.. metadata.Keywords.Select(keyword => keyword.ToLowerInvariant()).Distinct()],
            Categories = [.. metadata.Categories],
            CreatedAt = acceptedAt,
            PublishedById = userId,
            LastSequence = 1,
        };
    }

    /// <summary>
    /// Cargo sends the crate's name and, when the manifest renames it, the alias; the index wants the alias as the name and the crate's name
    /// beside it.
    /// </summary>
    private IndexDependency Dependency(PublishDependency dependency) => new()
    {
        Name = dependency.NameInToml,
        Req = dependency.VersionReq,
        Features = [.. dependency.Features.Where(feature => feature.Length > 0)],
        Optional = dependency.Optional,
        DefaultFeatures = dependency.DefaultFeatures ?? true,
        Target = dependency.Target,
        Kind = dependency.Kind ?? "normal",
        Registry = ownIndex.Is(dependency.Registry) ? null : dependency.Registry,
        Package = dependency.ExplicitNameInToml is null ? null : dependency.Name,
        Artifact = dependency.Artifact,
        BindepTarget = dependency.BindepTarget,
        Lib = dependency.Lib,
    };
}
