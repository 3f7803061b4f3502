using Semver;

namespace Registry.Data.Crates;

/// <summary>Which version stands for its crate: the highest stable one that is not yanked; else the highest not yanked; else the highest.</summary>
public static class DefaultVersions
{
    /// <summary>Of the versions that the index shows; null when it shows none.</summary>
    public static CrateVersion? Of(IEnumerable<CrateVersion> versions) => versions
        .Where(version => version.PublishedAt is not null)
        .Select(version => (Version: version, Number: SemVersion.Parse(version.Number, SemVersionStyles.Strict)))
        .OrderBy(candidate => !candidate.Version.Yanked)
        .ThenBy(candidate => !candidate.Number.IsPrerelease)
        .ThenBy(candidate => candidate.Number, SemVersion.SortOrderComparer)
        .LastOrDefault().Version;

    /// <summary>The highest first, as pages and clients expect.</summary>
    public static IReadOnlyList<CrateVersion> Descending(IEnumerable<CrateVersion> versions) =>
        [.. versions.OrderByDescending(version => SemVersion.Parse(version.Number, SemVersionStyles.Strict), SemVersion.SortOrderComparer)];
}
