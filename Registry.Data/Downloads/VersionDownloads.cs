namespace Registry.Data.Downloads;

/// <summary>How often a version was downloaded on a day.</summary>
public sealed class VersionDownloads
{
    /// <summary>The version.</summary>
    public long VersionId { get; init; }

    /// <summary>The day, in UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>How often.</summary>
    public required long Downloads { get; init; }
}
