using Microsoft.AspNetCore.Identity;

namespace Registry.Data.Accounts;

/// <summary>An account.</summary>
public sealed class User : IdentityUser<long>
{
    /// <summary>The name it signs in with; unique whatever its case.</summary>
    public required string Login { get; init; }

    /// <summary>What it may do in the registry as a whole.</summary>
    public Role Role { get; set; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it may not sign in nor use its tokens, because an admin said so; null for never.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>Whether it is mailed when something it asked for takes long or is stopped.</summary>
    public bool ChangeNotices { get; set; } = true;

    /// <summary>Changes with the password and whatever else should end the sessions that are open.</summary>
    public override string? SecurityStamp { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>Whether wrong passwords make it wait.</summary>
    public override bool LockoutEnabled { get; set; } = true;

    /// <summary>The login under the name that Identity knows; it never changes.</summary>
    public override string? UserName
    {
        get => Login;
        set
        {
        }
    }

    /// <summary>May do everything.</summary>
    public bool IsAdmin => Role == Role.Admin;
}
