using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>What a session knows of its user: a role brings those below it.</summary>
internal sealed class RegistryClaims(UserManager<User> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        SetRole(identity, user.Role);
        return identity;
    }

    /// <summary>In place of the role that it had.</summary>
    public static void SetRole(ClaimsIdentity identity, Role role)
    {
        foreach (var before in identity.FindAll(identity.RoleClaimType).ToList())
            identity.RemoveClaim(before);
        identity.AddClaims(Enum.GetValues<Role>().Where(brought => brought <= role).Select(brought => new Claim(identity.RoleClaimType, brought.ToString())));
    }
}
