using Registry.Data.Accounts;

namespace Registry.Data.Crates;

/// <summary>A user who was asked to become an owner of a crate and has not answered. An answer removes it.</summary>
public sealed class OwnerInvitation
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>The crate.</summary>
    public long CrateId { get; init; }

    /// <summary>The crate.</summary>
    public Crate? Crate { get; init; }

    /// <summary>Who was asked.</summary>
    public long UserId { get; init; }

    /// <summary>Who was asked.</summary>
    public User? User { get; init; }

    /// <summary>Who asked.</summary>
    public long InvitedById { get; init; }

    /// <summary>Who asked.</summary>
    public User? InvitedBy { get; init; }

    /// <summary>SHA-256 of the secret in the link that was mailed last; null before.</summary>
    public byte[]? LinkHash { get; set; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when it can no longer be accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
