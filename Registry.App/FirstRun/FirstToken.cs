using Microsoft.AspNetCore.DataProtection;

namespace Registry.App.FirstRun;

/// <summary>
/// Takes the first token from the page that makes it to the next one, which shows it once: in a cookie that no script reads, encrypted, and
/// never in an address.
/// </summary>
internal sealed class FirstToken(IDataProtectionProvider protection)
{
    private const string Cookie = "registry-first-token";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Registry.FirstToken").ToTimeLimitedDataProtector();

    public void Give(HttpContext context, string token) =>
        context.Response.Cookies.Append(Cookie, _protector.Protect(token, Life), Options(context));

    /// <summary>Null when there is none, or it was shown before.</summary>
    public string? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } value)
            return null;
        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            return _protector.Unprotect(value);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = $"{context.Request.PathBase}/welcome",
        IsEssential = true,
    };
}
