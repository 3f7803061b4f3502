using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>Ends the session that a browser has.</summary>
internal static class SignOutEndpoint
{
    public static void MapSignOut(this IEndpointRouteBuilder app) =>
        app.MapPost(SignInPaths.SignOut, async (HttpContext context, IAntiforgery antiforgery, SignInManager<User> sessions) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            await sessions.SignOutAsync();
            return Results.LocalRedirect("~/");
        }).ExcludeFromDescription();
}
