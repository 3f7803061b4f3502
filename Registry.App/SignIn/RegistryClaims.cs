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
        foreach (var role in Enum.GetValues<Role>().Where(role => role <= user.Role))
            identity.AddClaim(new Claim(identity.RoleClaimType, role.ToString()));
        return identity;
    }
}
