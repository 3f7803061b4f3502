namespace Registry.Data.Crates;

/// <summary>
/// Other limits for a crate than for all others, set by an admin; null is as for all others. The crate need not exist yet, so they belong to
/// a name.
/// </summary>
public sealed class CrateLimits
{
    /// <summary>The name in its canonical spelling.</summary>
    public required string CanonicalName { get; init; }

    /// <summary>Largest <c>.crate</c> file, in bytes.</summary>
    public int? MaxCrateBytes { get; set; }

    /// <summary>Most bytes a <c>.crate</c> file may unpack to.</summary>
    public long? MaxUnpackedBytes { get; set; }

    /// <summary>Most files and directories in one archive.</summary>
    public int? MaxEntries { get; set; }

    /// <summary>Most features of a version, and most that one feature enables.</summary>
    public int? MaxFeatures { get; set; }

    /// <summary>Most dependencies of a version.</summary>
    public int? MaxDependencies { get; set; }

    /// <summary>Most versions in 24 hours; 0 for any number.</summary>
    public int? MaxVersionsPerDay { get; set; }

    /// <summary>When they were last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
