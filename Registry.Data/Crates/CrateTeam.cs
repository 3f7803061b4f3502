using Registry.Data.Accounts;

namespace Registry.Data.Crates;

/// <summary>A team whose members may publish and yank versions of a crate.</summary>
public sealed class CrateTeam
{
    /// <summary>The crate.</summary>
    public long CrateId { get; init; }

    /// <summary>The team.</summary>
    public long TeamId { get; init; }

    /// <summary>The team.</summary>
    public Team? Team { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
