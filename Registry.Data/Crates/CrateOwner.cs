using Registry.Data.Accounts;

namespace Registry.Data.Crates;

/// <summary>A user who may publish and yank versions of a crate, and say who else may.</summary>
public sealed class CrateOwner
{
    /// <summary>The crate.</summary>
    public long CrateId { get; init; }

    /// <summary>The owner.</summary>
    public long UserId { get; init; }

    /// <summary>The owner's account.</summary>
    public User? User { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
