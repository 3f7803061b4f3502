using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Accounts;

/// <summary>Who makes a request, and what their token is good for. Whoever has signed in with a browser has no token, and no limits.</summary>
internal sealed record Caller(long UserId, string Login, Role Role, long? TokenId, string[] Scopes, string[] CratePatterns)
{
    public bool IsAdmin => Role == Role.Admin;

    /// <summary>The label of the token.</summary>
    public required string? TokenName { get; init; }

    /// <summary>The session of whoever has signed in with a browser; null for anybody else.</summary>
    public long? SessionId { get; init; }

    /// <summary>As the audit log names them.</summary>
    public AuditActor Actor => new(UserId, Login, TokenId, TokenName, AuditSource.Http);

    /// <summary>The caller of an authenticated request.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new RefusedException(StatusCodes.Status403Forbidden, "this token stands for no user");

    /// <summary>Who asks for a page, by a session or by a token; null for somebody who is not signed in.</summary>
    public static Caller? OfPage(HttpContext context) => context.Features.Get<Caller>() ?? OfSession(context.User);

    /// <summary>Who has signed in with a browser; null for anybody else, whoever shows a token included.</summary>
    public static Caller? OfSession(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } login } && user.Identity.AuthenticationType == IdentityConstants.ApplicationScheme
        && long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
            ? new Caller(id, login, Enum.GetValues<Role>().LastOrDefault(role => user.IsInRole(role.ToString())), TokenId: null, [], [])
            {
                TokenName = null,
                SessionId = user.SessionId(),
            }
            : null;

    /// <summary>Why somebody is refused whose role does not reach that far.</summary>
    public static RefusedException TakesRole(Role role) =>
        new(StatusCodes.Status403Forbidden, $"this takes the role {role.ToString().ToLowerInvariant()}");

    /// <exception cref="RefusedException">The token was made for other things.</exception>
    public void Require(string scope)
    {
        if (Scopes.Length > 0 && !Scopes.Contains(scope))
            throw new RefusedException(StatusCodes.Status403Forbidden, $"this token may not do that; make one with the scope `{scope}`");
    }

    /// <exception cref="RefusedException">The token was made for other things, or for other crates.</exception>
    public void Require(string scope, string crateName)
    {
        Require(scope);
        RequireCrate(crateName);
    }

    /// <summary>A token that is limited to some things was not made for this one.</summary>
    /// <exception cref="RefusedException">The caller is no admin, or the token was made for other things, or for other crates.</exception>
    public void RequireAdmin(string crateName)
    {
        if (!IsAdmin)
            throw new RefusedException(StatusCodes.Status403Forbidden, "only admins may do that");
        if (Scopes.Length > 0)
            throw new RefusedException(StatusCodes.Status403Forbidden, "this token may not do that; an admin's token without scopes may");
        RequireCrate(crateName);
    }

    /// <summary>For what no scope is for.</summary>
    /// <exception cref="RefusedException">The token may do only some things, or to some crates.</exception>
    public void RequireUnlimited()
    {
        if (Scopes.Length > 0 || CratePatterns.Length > 0)
            throw new RefusedException(StatusCodes.Status403Forbidden, "this takes a token without limits; this one is limited to scopes or crates");
    }

    /// <exception cref="RefusedException">The caller's role does not reach that far, or the token may do only some things.</exception>
    public void Require(Role role)
    {
        if (Role < role)
            throw TakesRole(role);
        RequireUnlimited();
    }

    /// <exception cref="RefusedException">The caller is no admin, or the token may do only some things.</exception>
    public void RequireAdmin()
    {
        if (!IsAdmin)
            throw new RefusedException(StatusCodes.Status403Forbidden, "this is for admins of this registry");
        RequireUnlimited();
    }

    /// <param name="scheme">By what the caller was authenticated.</param>
    /// <param name="withRoles">Whether it has the user's role, and those below; never so when the token was made for less than its user may.</param>
    public ClaimsPrincipal ToPrincipal(string scheme, bool withRoles) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, UserId.ToString(CultureInfo.InvariantCulture)), new(ClaimTypes.Name, Login),
            .. TokenId is { } token ? [new Claim(CredentialClaims.Token, token.ToString(CultureInfo.InvariantCulture))] : Array.Empty<Claim>(),
            .. Enum.GetValues<Role>().Where(role => withRoles && role <= Role && Scopes.Length == 0 && CratePatterns.Length == 0)
                .Select(role => new Claim(ClaimTypes.Role, role.ToString())),
        ],
        scheme));

    private void RequireCrate(string crateName)
    {
        if (CratePatterns.Length > 0 && !CratePatterns.Any(pattern => TokenScopes.Matches(pattern, crateName)))
            throw new RefusedException(StatusCodes.Status403Forbidden, $"this token is not for `{crateName}`; make one that is");
    }
}
