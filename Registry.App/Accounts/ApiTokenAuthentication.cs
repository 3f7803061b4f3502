using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Errors;
using Registry.Data;

namespace Registry.App.Accounts;

/// <summary>
/// Authenticates by the <c>Authorization</c> header as cargo sends it, the bare token, or with <c>Bearer</c> before it as other clients do.
/// </summary>
internal sealed class ApiTokenAuthentication(
    IDbContextFactory<RegistryDbContext> databases, TimeProvider time, IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiToken";

    private const string BearerPrefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return AuthenticateResult.NoResult();
        var token = header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? header[BearerPrefix.Length..].Trim() : header;
        if (!token.StartsWith(TokenSecret.Prefix, StringComparison.Ordinal))
            return AuthenticateResult.Fail("this is not a token of this registry; its tokens begin with `" + TokenSecret.Prefix + "`");

        var hash = TokenSecret.Hash(token);
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(Context.RequestAborted);
        var caller = await db.Tokens
            .Where(known => known.Hash == hash && known.RevokedAt == null && (known.ExpiresAt == null || known.ExpiresAt > now))
            .Select(known => new Caller(known.UserId, known.User!.Login, known.User.IsAdmin, known.Id, known.Scopes, known.CratePatterns))
            .SingleOrDefaultAsync(Context.RequestAborted);
        if (caller is null)
            return AuthenticateResult.Fail("the token is unknown, expired or revoked; make a new one and run `cargo login`");
        Context.Features.Set(caller);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Name), Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Response.Headers.WWWAuthenticate = "Bearer";
        await ApiError.WriteAsync(
            Context, StatusCodes.Status401Unauthorized,
            result.Failure?.Message ?? "this needs a token; run `cargo login` or set CARGO_REGISTRIES_<NAME>_TOKEN");
    }
}
