using Registry.Data.Downloads;

namespace Registry.Data.Crates;

/// <summary>A name under which versions are published.</summary>
public sealed class Crate
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>The name as its first publisher spelled it; after a deletion, the first one since.</summary>
    public required string Name { get; init; }

    /// <summary>Computed by the database from <see cref="Name"/>; unique.</summary>
    public string CanonicalName { get; private set; } = null!;

    /// <summary>When the first version was accepted; after a deletion, the first one since.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it is to be gone. From then on nobody owns it, and nothing can be published to it but a new beginning.</summary>
    public DateTimeOffset? DeletionRequestedAt { get; init; }

    /// <summary>From when its name may be taken again; only of a crate that is to be gone.</summary>
    public DateTimeOffset? NameBlockedUntil { get; init; }

    /// <summary>Who may publish, yank, and say who else may.</summary>
    public ICollection<CrateOwner> Owners { get; } = [];

    /// <summary>Teams whose members may publish and yank too.</summary>
    public ICollection<CrateTeam> Teams { get; } = [];

    /// <summary>How often it was downloaded; null for never.</summary>
    public CrateDownloads? Downloads { get; init; }

    /// <summary>All versions, those not yet in the index included.</summary>
    public ICollection<CrateVersion> Versions { get; } = [];
}
