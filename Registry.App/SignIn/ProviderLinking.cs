using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Registry.App.SignIn;

/// <summary>
/// Permits to link an account with the provider's. Each is in a link of the user's own settings, so that no other site has somebody link theirs
/// with an account of its choice. It is no form: after a form browsers go to no other site.
/// </summary>
internal sealed class ProviderLinking(IDataProtectionProvider protection)
{
    public const string Parameter = "link";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Registry.ProviderLinking").ToTimeLimitedDataProtector();

    public string PermitFor(string userId) => _protector.Protect(userId, Life);

    /// <summary>Whom a permit is for; null when it is not good, or not for whoever is signed in.</summary>
    public string? UserOf(string permit, ClaimsPrincipal signedIn)
    {
        try
        {
            var userId = _protector.Unprotect(permit);
            return userId == signedIn.FindFirstValue(ClaimTypes.NameIdentifier) ? userId : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
