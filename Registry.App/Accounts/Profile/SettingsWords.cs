namespace Registry.App.Accounts.Profile;

/// <summary>What the settings page says after something was done; the address holds the key, never the words.</summary>
internal static class SettingsWords
{
    public const string Path = "/me/settings";

    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["mailed"] = "A link is on its way. Open it, and the address is confirmed.",
        ["notices"] = "You are mailed when something you asked for takes long or is stopped.",
        ["no-notices"] = "You are no longer mailed about what you asked for.",
        ["password"] = "Your password is changed. You are signed out everywhere else.",
        ["session"] = "The session is ended.",
        ["sessions"] = "All other sessions are ended.",
        ["no-codes"] = "Signing in asks for no code any more.",
        ["passkey"] = "The passkey is added. You can sign in with it from now on.",
        ["renamed"] = "The passkey is renamed.",
        ["removed"] = "The passkey is removed. Take it out of your device too, which still offers it.",
        ["linked"] = "Your account is linked.",
    };

    public static string? Said(string? key) => key is null ? null : Sentences.GetValueOrDefault(key);

    /// <summary>Back to the page, which says so: loaded again, it does nothing twice.</summary>
    public static void SayAfterRedirect(this HttpContext context, string key) => context.Response.Redirect($"{context.Request.PathBase}{Path}?said={key}");
}
