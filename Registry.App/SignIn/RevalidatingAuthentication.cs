using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.Data;

namespace Registry.App.SignIn;

/// <summary>
/// Looks every half minute whether whoever watches a page may still: a page that stays open for days would otherwise keep the rights it was
/// opened with.
/// </summary>
internal sealed class RevalidatingAuthentication(
    IDbContextFactory<RegistryDbContext> databases, IOptions<IdentityOptions> identity, ILoggerFactory loggers)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var principal = authenticationState.User;
        if (!long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id))
            return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var user = await db.Users.Where(user => user.Id == id)
            .Select(user => new { user.SecurityStamp, user.Role, user.DisabledAt }).SingleOrDefaultAsync(cancellationToken);
        return user is { DisabledAt: null }
            && user.SecurityStamp == principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType)
            && user.Role == RoleOf(principal);
    }

    private static Registry.Data.Accounts.Role RoleOf(ClaimsPrincipal principal) =>
        Enum.GetValues<Registry.Data.Accounts.Role>().Last(role => principal.IsInRole(role.ToString()));
}
