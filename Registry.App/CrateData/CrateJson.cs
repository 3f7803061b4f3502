using System.Text.Json;
using Registry.Data.Crates;
using Semver;

namespace Registry.App.CrateData;

/// <summary>A crate as crates.io's API tells of it, with the names of fields that tools go by.</summary>
public sealed record CrateJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Ids; only where a single crate is told of.</summary>
    public IReadOnlyList<long>? Versions { get; init; }

    public required IReadOnlyList<string> Keywords { get; init; }

    public required IReadOnlyList<string> Categories { get; init; }

    public IReadOnlyList<string> Badges { get; } = [];

    public required long Downloads { get; init; }

    /// <summary>In the last 90 days.</summary>
    public required long RecentDownloads { get; init; }

    public required string DefaultVersion { get; init; }

    public required int NumVersions { get; init; }

    public required bool Yanked { get; init; }

    /// <summary>The highest one that is not yanked; <c>0.0.0</c> when all are.</summary>
    public required string MaxVersion { get; init; }

    /// <summary>The one that was published last.</summary>
    public required string NewestVersion { get; init; }

    public string? MaxStableVersion { get; init; }

    public string? Description { get; init; }

    public string? Homepage { get; init; }

    public string? Documentation { get; init; }

    public string? Repository { get; init; }

    public required CrateLinks Links { get; init; }

    /// <summary>Whether it is the very name that was searched for.</summary>
    public required bool ExactMatch { get; init; }

    /// <param name="crate">The crate, with its downloads.</param>
    /// <param name="updatedAt">When the index last changed for it.</param>
    /// <param name="versions">All that the index shows.</param>
    /// <param name="exactMatch">Whether it is what was searched for.</param>
    /// <param name="withVersions">Whether to list the versions' ids.</param>
    public static CrateJson Of(Crate crate, DateTimeOffset updatedAt, IReadOnlyList<CrateVersion> versions, bool exactMatch, bool withVersions)
    {
        var standing = DefaultVersions.Of(versions)!;
        var descending = DefaultVersions.Descending(versions.Where(version => !version.Yanked));
        return new CrateJson
        {
            Id = crate.Name,
            Name = crate.Name,
            UpdatedAt = updatedAt,
            CreatedAt = crate.CreatedAt,
            Versions = withVersions ? [.. DefaultVersions.Descending(versions).Select(version => version.Id)] : null,
            Keywords = standing.Keywords,
            Categories = standing.Categories,
            Downloads = crate.Downloads?.Downloads ?? 0,
            RecentDownloads = crate.Downloads?.RecentDownloads ?? 0,
            DefaultVersion = standing.Number,
            NumVersions = versions.Count,
            Yanked = descending.Count == 0,
            MaxVersion = descending is [var highest, ..] ? highest.Number : "0.0.0",
            NewestVersion = versions.MaxBy(version => version.Id)!.Number,
            MaxStableVersion = descending.FirstOrDefault(version => !SemVersion.Parse(version.Number, SemVersionStyles.Strict).IsPrerelease)?.Number,
            Description = standing.Description,
            Homepage = standing.Homepage,
            Documentation = standing.Documentation,
            Repository = standing.Repository,
            Links = CrateLinks.Of(crate.Name),
            ExactMatch = exactMatch,
        };
    }
}

/// <summary>Where more is told of a crate.</summary>
public sealed record CrateLinks(string VersionDownloads, string Versions, string Owners, string OwnerUser, string OwnerTeam, string ReverseDependencies)
{
    public static CrateLinks Of(string crate) => new(
        $"/api/v1/crates/{crate}/downloads", $"/api/v1/crates/{crate}/versions", $"/api/v1/crates/{crate}/owners", $"/api/v1/crates/{crate}/owner_user",
        $"/api/v1/crates/{crate}/owner_team", $"/api/v1/crates/{crate}/reverse_dependencies");
}
