namespace Registry.App.SignIn;

/// <summary>Why somebody whom the provider has sent is not signed in.</summary>
internal enum ProviderFault
{
    /// <summary>The provider said no, or what came from it is not good.</summary>
    Failed,

    /// <summary>It names no login that is possible here.</summary>
    NoLogin,

    /// <summary>An account of that login is here already, and not linked.</summary>
    Taken,

    /// <summary>The account is disabled.</summary>
    Disabled,

    /// <summary>The provider's account is linked with another one here.</summary>
    LinkedElsewhere,
}

internal static class ProviderFaults
{
    public const string Parameter = "fault";

    public static string Path(ProviderFault fault) => $"{SignInPaths.SignIn}?{Parameter}={fault}";

    /// <summary>Null when <paramref name="code"/> is none.</summary>
    public static string? Words(string? code, SignInOptions options)
    {
        if (!Enum.TryParse<ProviderFault>(code, out var fault))
            return null;
        var name = options.OpenIdConnect.DisplayName;
        return fault switch
        {
            ProviderFault.NoLogin => $"What {name} calls you cannot be a login here. Ask the operators of this registry for an account.",
            ProviderFault.Taken when options.Passwords =>
                $"There is an account of your login already, and it is not linked with {name}. If it is yours, sign in with its password and link it in your settings.",
            ProviderFault.Taken => $"There is an account of your login already, and it is not linked with {name}. Ask the operators of this registry.",
            ProviderFault.Disabled => "Your account here is disabled. Ask the operators of this registry.",
            ProviderFault.LinkedElsewhere => $"Your account at {name} is linked with another account here. Sign in with it, or ask the operators of this registry.",
            _ => $"Signing in with {name} did not work. Try again.",
        };
    }
}
