namespace Registry.App.Admin.Users;

/// <summary>What the page of a user says after something was done; the address holds the key, never the words.</summary>
internal static class UserWords
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["role"] = "The role is changed. Pages that are open follow within a minute.",
        ["disabled"] = "The account is disabled: it is signed out everywhere, and neither its password nor its tokens are accepted.",
        ["enabled"] = "The account is enabled. It may sign in again, and use the tokens it had.",
        ["unlocked"] = "The account need not wait any more.",
        ["sessions"] = "All its sessions are ended.",
        ["mailed"] = "A link to choose a password is on its way by mail, good for three days.",
        ["token"] = "The token is revoked. Nothing accepts it any more.",
        ["limit"] = "The limit is set, and what was used up is forgotten.",
        ["cleared"] = "The limit is as for everybody again.",
    };

    public static string? Said(string? key) => key is null ? null : Sentences.GetValueOrDefault(key);
}
