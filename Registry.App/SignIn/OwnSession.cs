using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Registry.App.SignIn;

internal static class OwnSession
{
    /// <summary>The key of the session by which a request is made; null without one.</summary>
    public static async Task<long?> OwnSessionAsync(this HttpContext context)
    {
        var result = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        return result.Properties?.Items.TryGetValue(SessionStore.IdProperty, out var text) == true && long.TryParse(text, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
    }
}
