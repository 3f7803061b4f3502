using System.Globalization;
using System.Security.Claims;

namespace Registry.App.SignIn;

/// <summary>Claims that say by what somebody has come in, so that it can be looked for again: what opened a page may have ended since.</summary>
internal static class CredentialClaims
{
    public const string Session = "registry:session";
    public const string Token = "registry:token";

    /// <summary>The key of the session of a browser; null without one.</summary>
    public static long? SessionId(this ClaimsPrincipal who) => who.IdOf(Session);

    /// <summary>The key of the token of a program; null without one.</summary>
    public static long? TokenId(this ClaimsPrincipal who) => who.IdOf(Token);

    /// <summary>Has whoever it is stand for this session, and for no other.</summary>
    public static void SetSession(this ClaimsPrincipal who, long id)
    {
        var identity = (ClaimsIdentity)who.Identity!;
        if (identity.FindFirst(Session) is { } before)
            identity.RemoveClaim(before);
        identity.AddClaim(new Claim(Session, id.ToString(CultureInfo.InvariantCulture)));
    }

    private static long? IdOf(this ClaimsPrincipal who, string type) =>
        long.TryParse(who.FindFirstValue(type), CultureInfo.InvariantCulture, out var id) ? id : null;
}
