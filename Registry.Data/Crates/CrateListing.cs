namespace Registry.Data.Crates;

/// <summary>A crate as it is found and listed: it has one from its first version that the index shows. Written together with the index file.</summary>
public sealed class CrateListing
{
    /// <summary>The crate.</summary>
    public long CrateId { get; init; }

    /// <summary>The crate.</summary>
    public Crate? Crate { get; init; }

    /// <summary>The version that stands for the crate; see <see cref="DefaultVersion"/>.</summary>
    public long DefaultVersionId { get; init; }

    /// <summary>The version that stands for the crate.</summary>
    public CrateVersion? DefaultVersion { get; init; }

    /// <summary>When its index file last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
