namespace Registry.Data.Downloads;

/// <summary>
/// How often a version was downloaded since it was published. Apart from the version, whose row belongs to those who publish and yank, and must
/// not be rewritten for each download.
/// </summary>
public sealed class VersionDownloadTotal
{
    /// <summary>The version.</summary>
    public long VersionId { get; init; }

    /// <summary>How often.</summary>
    public required long Downloads { get; init; }
}
