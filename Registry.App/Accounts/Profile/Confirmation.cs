using Microsoft.AspNetCore.Identity;
using Registry.Data.Accounts;

namespace Registry.App.Accounts.Profile;

/// <summary>Asks for the password before what somebody at an unwatched screen must not do.</summary>
internal static class Confirmation
{
    /// <summary>What is wrong with the password; null when nothing is, or the account has none. Too many wrong ones make it wait.</summary>
    public static async Task<string?> PasswordFaultAsync(this SignInManager<User> sessions, User user, string? password)
    {
        if (user.PasswordHash is null)
            return null;
        var result = await sessions.CheckPasswordSignInAsync(user, password ?? "", lockoutOnFailure: true);
        if (result.Succeeded)
            return null;
        return result.IsLockedOut ? "There were too many wrong passwords. Try again later." : "This is not your password.";
    }
}
