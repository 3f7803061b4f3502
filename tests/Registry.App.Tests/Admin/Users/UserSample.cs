using Registry.App.Accounts;
using Registry.App.Admin.Users;
using Registry.App.Tests.Changes;
using Registry.Data.Accounts;

namespace Registry.App.Tests.Admin.Users;

/// <summary>An account as admins see it.</summary>
internal static class UserSample
{
    public static readonly UserLine Ada = new()
    {
        Id = 1,
        Login = "ada",
        Role = Role.Operator,
        Email = "ada@example.org",
        EmailConfirmed = true,
        CreatedAt = Sample.Requested.AddDays(-9),
        TwoFactor = true,
        LastSeenAt = Sample.Requested.AddMinutes(-4),
    };

    /// <summary>It signs in with a password, and has and does nothing else.</summary>
    public static readonly UserReading Reading = new()
    {
        User = Ada,
        HasPassword = true,
        Passkeys = 0,
        IsLinked = false,
        Crates = 0,
        IsLastAdmin = false,
        Sessions = [],
        Tokens = [],
        Limits = [new(TokenScopes.PublishNew, 5, TimeSpan.FromMinutes(10), IsOwn: false, null), new(TokenScopes.Yank, 100, TimeSpan.FromSeconds(1), IsOwn: false, null)],
        Now = Sample.Requested,
    };

    public static UserReading With(UserLine user) => Reading with { User = user };
}
