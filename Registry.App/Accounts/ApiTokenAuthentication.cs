using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Jobs;

namespace Registry.App.Accounts;

/// <summary>
/// Authenticates by the <c>Authorization</c> header as cargo sends it, the bare token; with <c>Bearer</c> before it as other clients do; or
/// with the token as the password of <c>Basic</c>, as git and browsers do where they are asked to.
/// </summary>
internal sealed class ApiTokenAuthentication(
    IDbContextFactory<RegistryDbContext> databases, TokenUse use, PublicUrl publicUrl, TimeProvider time,
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiToken";

    private const string BearerPrefix = "Bearer ";
    private const string BasicPrefix = "Basic ";

    private static readonly PathString[] WithoutBasic = ["/api", "/index", "/hubs"];

    /// <summary>Git and browsers know nothing but Basic.</summary>
    private bool TakesBasic => !WithoutBasic.Any(path => Request.Path.StartsWithSegments(path));

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return AuthenticateResult.NoResult();
        var token = TokenOf(header);
        if (!token.StartsWith(TokenSecret.Prefix, StringComparison.Ordinal))
            return AuthenticateResult.Fail("this is not a token of this registry; its tokens begin with `" + TokenSecret.Prefix + "`");
        var principal = token.StartsWith(ServiceToken.Prefix, StringComparison.Ordinal)
            ? await FindServiceAsync(TokenSecret.Hash(token))
            : await FindCallerAsync(TokenSecret.Hash(token));
        return principal is null
            ? AuthenticateResult.Fail("the token is unknown, expired or revoked; make a new one and run `cargo login`")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Name));
    }

    /// <summary>Cargo shows where to log in, and asks a credential provider, for the first kind of challenge.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        var words = result.Failure?.Message ?? "this needs a token; run `cargo login` or set CARGO_REGISTRIES_<NAME>_TOKEN";
        Response.Headers.WWWAuthenticate = TakesBasic ? "Basic realm=\"registry\", charset=\"UTF-8\"" : $"Cargo login_url=\"{publicUrl.Base}/me\"";
        if (Request.Path.StartsWithSegments("/api"))
        {
            await ApiError.WriteAsync(Context, StatusCodes.Status401Unauthorized, words);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        await Response.WriteAsync($"This registry is private: {words}.\n", Context.RequestAborted);
    }

    private string TokenOf(string header)
    {
        if (header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return header[BearerPrefix.Length..].Trim();
        if (!TakesBasic || !header.StartsWith(BasicPrefix, StringComparison.OrdinalIgnoreCase))
            return header;
        var encoded = header[BasicPrefix.Length..].Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var count))
            return "";
        var pair = Encoding.UTF8.GetString(bytes, 0, count);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private async Task<ClaimsPrincipal?> FindCallerAsync(byte[] hash)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(Context.RequestAborted);
        var found = await db.Tokens
            .Where(known => known.Hash == hash && known.RevokedAt == null && known.User!.DisabledAt == null && (known.ExpiresAt == null || known.ExpiresAt > now))
            .Select(known => new
            {
                Caller = new Caller(known.UserId, known.User!.Login, known.User.Role, known.Id, known.Scopes, known.CratePatterns)
                {
                    TokenName = known.Name,
                },
                known.Id,
                known.LastUsedAt,
            })
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (found is null)
            return null;
        await use.RecordAsync(db, found.Id, found.LastUsedAt, Context.RequestAborted);
        Context.Features.Set(found.Caller);

        // A token reaches what its user may do by the API, and not the pages, which are for people.
        return found.Caller.ToPrincipal(Name, withRoles: Request.Path.StartsWithSegments("/api"));
    }

    private async Task<ClaimsPrincipal?> FindServiceAsync(byte[] hash)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(Context.RequestAborted);
        return await db.ServiceTokens.AnyAsync(known => known.Hash == hash && known.ExpiresAt > now, Context.RequestAborted)
            ? new ClaimsPrincipal(new ClaimsIdentity([], Name))
            : null;
    }
}
