using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Registry.App.Hosting;

namespace Registry.App.Access;

/// <summary>
/// In a private registry everything that tells of crates needs a token or a session: the index, the API, the git index, the hub, the pages of
/// crates and of their changes. A link that was mailed to somebody is enough for what it is about.
/// </summary>
internal sealed class PrivateRegistry(RequestDelegate next, IOptions<RegistryOptions> options)
{
    private static readonly PathString[] Guarded = ["/index", "/api", "/git", "/crates", "/changes", "/hubs", "/search", "/feeds"];

    /// <summary>The link in a mail answers for whoever was invited.</summary>
    private static readonly PathString Invitations = "/api/v1/me/crate_owner_invitations/accept";

    public Task InvokeAsync(HttpContext context) =>
        !options.Value.Private || context.User.Identity?.IsAuthenticated == true || !IsGuarded(context.Request.Path)
            ? next(context)
            : context.ChallengeAsync();

    private static bool IsGuarded(PathString path) =>
        Guarded.Any(guarded => path.StartsWithSegments(guarded)) && !path.StartsWithSegments(Invitations);
}
