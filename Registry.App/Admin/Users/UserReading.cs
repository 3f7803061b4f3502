using Registry.App.RateLimits;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Users;

/// <summary>All that admins see of one account.</summary>
public sealed record UserReading
{
    /// <summary>As in the list.</summary>
    public required UserLine User { get; init; }

    /// <summary>Whether it signs in with a password.</summary>
    public required bool HasPassword { get; init; }

    /// <summary>How many passkeys it signs in with.</summary>
    public required int Passkeys { get; init; }

    /// <summary>Whether it is linked with an account of the sign-in provider.</summary>
    public required bool IsLinked { get; init; }

    /// <summary>How many crates it owns.</summary>
    public required int Crates { get; init; }

    /// <summary>Nobody else is an admin who can sign in.</summary>
    public required bool IsLastAdmin { get; init; }

    /// <summary>Browsers in which it is signed in, the last used first.</summary>
    public required IReadOnlyList<Session> Sessions { get; init; }

    /// <summary>Those that are not revoked, the newest first.</summary>
    public required IReadOnlyList<ApiToken> Tokens { get; init; }

    /// <summary>How often it may do what.</summary>
    public required IReadOnlyList<UserLimit> Limits { get; init; }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset Now { get; init; }
}
