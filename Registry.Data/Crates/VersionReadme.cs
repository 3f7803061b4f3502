namespace Registry.Data.Crates;

/// <summary>The README of a version, apart from the version because it is long and the index does not need it.</summary>
public sealed class VersionReadme
{
    /// <summary>Whose README it is.</summary>
    public long VersionId { get; init; }

    /// <summary>As its author wrote it.</summary>
    public required string Text { get; init; }
}
