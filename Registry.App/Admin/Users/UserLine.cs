using Registry.Data.Accounts;

namespace Registry.App.Admin.Users;

/// <summary>An account as admins see it in a list.</summary>
public sealed record UserLine
{
    /// <summary>Its key.</summary>
    public required long Id { get; init; }

    /// <summary>The name it signs in with.</summary>
    public required string Login { get; init; }

    /// <summary>What it may do in the registry as a whole.</summary>
    public required Role Role { get; init; }

    /// <summary>Where mail goes.</summary>
    public string? Email { get; init; }

    /// <summary>Whether mail has been seen to arrive there.</summary>
    public required bool EmailConfirmed { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it may not sign in nor use its tokens.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Until when it has to wait after too many wrong passwords; null when it does not.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Whether signing in with the password asks for a code.</summary>
    public required bool TwoFactor { get; init; }

    /// <summary>When a session or a token of it was used last, to about a minute; null for never.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
}
