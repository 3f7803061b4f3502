using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.Memory;

namespace Registry.App.SignIn;

/// <summary>
/// Looks again and again whether whoever watches a page may still: a page that stays open for days would otherwise keep the rights it was
/// opened with.
/// </summary>
internal sealed partial class RevalidatingAuthentication(
    PresentRights rights, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, ILoggerFactory loggers)
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

    /// <summary>A token brings neither a role nor a stamp to a page, and is good or not.</summary>
    private async Task<bool> MayStillAsync(ClaimsPrincipal principal, CancellationToken cancellationToken) =>
        await rights.FindAsync(principal, cancellationToken) is { } account
        && (Caller.OfSession(principal) is not { } caller
            || (account.Role == caller.Role
                && account.SecurityStamp == principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the reader of an open page may still could not be asked: {Reason}")]
    private partial void LogNotAsked(string reason);
}
