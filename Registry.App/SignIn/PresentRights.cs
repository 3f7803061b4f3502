using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>An account as it is now.</summary>
internal sealed record PresentAccount(Role Role, string? SecurityStamp);

/// <summary>
/// What somebody may now, as the database says. A page or a stream knows only what they might when it was opened, and may outlive their role,
/// their session or their token.
/// </summary>
internal sealed class PresentRights(IDbContextFactory<RegistryDbContext> databases, TimeProvider time)
{
    /// <summary>The account of whoever this is; null when it is disabled, or when the session or the token they came in by is over.</summary>
    public Task<PresentAccount?> FindAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        FindAsync(who.SessionId(), who.TokenId(), cancellationToken);

    /// <summary>Asked by what acts, at the act.</summary>
    /// <exception cref="RefusedException">The role does not reach that far any more, or never did, or the token was made for less.</exception>
    public async Task RequireAsync(Caller caller, Role role, CancellationToken cancellationToken)
    {
        caller.Require(role);
        Require(await FindAsync(caller.SessionId, caller.TokenId, cancellationToken), role);
    }

    /// <inheritdoc cref="RequireAsync(Caller, Role, CancellationToken)"/>
    public async Task RequireAsync(ClaimsPrincipal who, Role role, CancellationToken cancellationToken)
    {
        if (!who.IsInRole(role.ToString()))
            throw Caller.TakesRole(role);
        Require(await FindAsync(who, cancellationToken), role);
    }

    private static void Require(PresentAccount? account, Role role)
    {
        if (account is null)
            throw new RefusedException(StatusCodes.Status403Forbidden, "you are signed out; sign in again");
        if (account.Role < role)
            throw Caller.TakesRole(role);
    }

    private async Task<PresentAccount?> FindAsync(long? sessionId, long? tokenId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var owners = sessionId is { } session
            ? db.Sessions.Where(known => known.Id == session && known.ExpiresAt > now).Select(known => known.User!)
            : db.Tokens.Where(known => known.Id == tokenId && known.RevokedAt == null && (known.ExpiresAt == null || known.ExpiresAt > now))
                .Select(known => known.User!);
        return await owners.Where(user => user.DisabledAt == null)
            .Select(user => new PresentAccount(user.Role, user.SecurityStamp)).SingleOrDefaultAsync(cancellationToken);
    }
}
