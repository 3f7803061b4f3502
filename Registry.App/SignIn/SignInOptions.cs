namespace Registry.App.SignIn;

/// <summary>Settings of the section <c>SignIn</c>.</summary>
internal sealed class SignInOptions
{
    public const string Section = "SignIn";

    /// <summary>Whether anyone may make an account by themselves.</summary>
    public bool SignUp { get; set; }

    /// <summary>Whether people sign in with passwords and passkeys kept here; without, only by the provider.</summary>
    public bool Passwords { get; set; } = true;

    /// <summary>How long a browser that is not used stays signed in.</summary>
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How soon an open page notices that the rights of its reader have changed.</summary>
    public TimeSpan RevalidationInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a password may be wrong in a row before the account has to wait.</summary>
    public int MaxFailures { get; set; } = 10;

    /// <summary>How long it then has to wait.</summary>
    public TimeSpan Lockout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often passwords, codes and forms about them may be sent from one address in a minute.</summary>
    public int AttemptsPerMinute { get; set; } = 60;

    /// <summary>Signing in by another service.</summary>
    public OpenIdConnectSettings OpenIdConnect { get; } = new();
}
