using System.Globalization;
using System.Security.Claims;

namespace Registry.App.Accounts;

/// <summary>Who makes a request, by their token.</summary>
internal sealed record Caller(long UserId, string Login, bool IsAdmin, long TokenId)
{
    private const string TokenClaim = "registry:token";

    public static Caller Of(ClaimsPrincipal principal) => new(
        Number(principal, ClaimTypes.NameIdentifier),
        principal.Identity?.Name ?? "",
        principal.IsInRole("admin"),
        Number(principal, TokenClaim));

    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, UserId.ToString(CultureInfo.InvariantCulture)),
                new(ClaimTypes.Name, Login),
                new(TokenClaim, TokenId.ToString(CultureInfo.InvariantCulture)),
            ],
            scheme);
        if (IsAdmin)
            identity.AddClaim(new(ClaimTypes.Role, "admin"));
        return new ClaimsPrincipal(identity);
    }

    private static long Number(ClaimsPrincipal principal, string type) =>
        long.Parse(principal.FindFirstValue(type) ?? throw new InvalidOperationException($"The caller has no {type}."), CultureInfo.InvariantCulture);
}
