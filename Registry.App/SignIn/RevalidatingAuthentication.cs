using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Memory;
using Registry.Data;

namespace Registry.App.SignIn;

/// <summary>
/// Looks again and again whether whoever watches a page may still: a page that stays open for days would otherwise keep the rights it was
/// opened with.
/// </summary>
internal sealed partial class RevalidatingAuthentication(
    IDbContextFactory<RegistryDbContext> databases, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, ILoggerFactory loggers)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<RevalidatingAuthentication>();

    protected override TimeSpan RevalidationInterval => options.Value.RevalidationInterval;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return await MayStillAsync(authenticationState.User, cancellationToken);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            // Without the database there is nothing to read or to do either, and operators need their pages most when it comes back.
            LogNotAsked(fault.Message);
            return true;
        }
    }

    private async Task<bool> MayStillAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the reader of an open page may still could not be asked: {Reason}")]
    private partial void LogNotAsked(string reason);
}
