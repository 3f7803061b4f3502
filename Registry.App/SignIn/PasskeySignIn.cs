using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>Signing in with a passkey: what the browser is asked for, and what it answers.</summary>
internal sealed class PasskeySignIn(RegistryDbContext db, SignInManager<User> sessions, TimeProvider time)
{
    /// <summary>Where scripts get what to ask the browser for. It is a POST, since it begins something that a cookie remembers.</summary>
    public static void MapPasskeys(IEndpointRouteBuilder app)
    {
        app.MapPost("/sign-in/passkey-options", async (HttpContext context, IAntiforgery antiforgery, SignInManager<User> sessions) =>
            await antiforgery.IsRequestValidAsync(context)
                ? Results.Content(await sessions.MakePasskeyRequestOptionsAsync(null), "application/json")
                : Results.BadRequest()).ExcludeFromDescription();
        app.MapPost("/me/settings/passkey-options", async (HttpContext context, IAntiforgery antiforgery, SignInManager<User> sessions) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context) || await sessions.UserManager.GetUserAsync(context.User) is not { } user)
                return Results.BadRequest();
            var entity = new PasskeyUserEntity { Id = await sessions.UserManager.GetUserIdAsync(user), Name = user.Login, DisplayName = user.Login };
            return Results.Content(await sessions.MakePasskeyCreationOptionsAsync(entity), "application/json");
        }).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>Signs in by what the browser has answered. False when that is not good for any account.</summary>
    public async Task<bool> SignInAsync(string credential, CancellationToken cancellationToken)
    {
        var result = await AssertAsync(credential);
        if (result is not { Succeeded: true } || !await sessions.CanSignInAsync(result.User) || await sessions.UserManager.IsLockedOutAsync(result.User))
            return false;
        await sessions.UserManager.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        var (id, now) = (result.Passkey.CredentialId, time.GetUtcNow());
        await db.Set<IdentityUserPasskey<long>>().Where(passkey => passkey.CredentialId == id).ExecuteUpdateAsync(
            set => set.SetProperty(passkey => EF.Property<DateTimeOffset?>(passkey, PasskeyColumns.LastUsedAt), now), cancellationToken);
        await sessions.SignInAsync(result.User, isPersistent: true, authenticationMethod: "passkey");
        return true;
    }

    /// <summary>Null when the browser has answered nothing, or was asked too long ago, or by somebody else.</summary>
    private async Task<PasskeyAssertionResult<User>?> AssertAsync(string credential)
    {
        if (credential.Length == 0)
            return null;
        try
        {
            return await sessions.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
