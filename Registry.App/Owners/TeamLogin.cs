namespace Registry.App.Owners;

/// <summary>How a team is told from a user where cargo names owners: <c>team:backend</c>.</summary>
internal static class TeamLogin
{
    private const string Prefix = "team:";

    public static string Of(string team) => Prefix + team;

    /// <summary>The name of the team, or null for a user.</summary>
    public static string? TeamOf(string login) => login.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? login[Prefix.Length..] : null;
}
