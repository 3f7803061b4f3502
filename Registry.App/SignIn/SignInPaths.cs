namespace Registry.App.SignIn;

/// <summary>Where signing in happens.</summary>
internal static class SignInPaths
{
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string Code = "/sign-in/code";
    public const string Recovery = "/sign-in/recovery";
    public const string ReturnParameter = "return";

    /// <summary>Where to go after signing in: a path of this site, whatever the address says, so that no link leads people elsewhere.</summary>
    public static string Local(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(char.IsControl)
            ? path
            : "/me";
}
