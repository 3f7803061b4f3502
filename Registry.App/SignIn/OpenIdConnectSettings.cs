namespace Registry.App.SignIn;

/// <summary>Settings of the section <c>SignIn:OpenIdConnect</c>: one provider; none without an authority.</summary>
internal sealed class OpenIdConnectSettings
{
    private const string Section = $"{SignInOptions.Section}:OpenIdConnect";

    /// <summary>The address of the provider, which has its configuration below it.</summary>
    public Uri? Authority { get; set; }

    /// <summary>What this registry is called there.</summary>
    public string? ClientId { get; set; }

    /// <summary>By which the provider knows that it is this registry.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What people call the provider, as on the button.</summary>
    public string DisplayName { get; set; } = "your organisation";

    /// <summary>What is asked for, separated by blanks.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>The claim that a new account gets its login from; of a mail address, what stands before the at sign.</summary>
    public string LoginClaim { get; set; } = "preferred_username";

    /// <summary>The claim that has the names of groups.</summary>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Who is in this group is an admin.</summary>
    public string? AdminGroup { get; set; }

    /// <summary>Who is in this group is an operator.</summary>
    public string? OperatorGroup { get; set; }

    /// <summary>Who is in this group is a viewer.</summary>
    public string? ViewerGroup { get; set; }

    public bool IsSet => Authority is not null;

    /// <summary>Whether groups decide about roles.</summary>
    public bool HasGroups => !string.IsNullOrEmpty(AdminGroup) || !string.IsNullOrEmpty(OperatorGroup) || !string.IsNullOrEmpty(ViewerGroup);

    /// <summary>What is wrong with these settings.</summary>
    public IEnumerable<string> Faults()
    {
        if (Authority is null)
        {
            if (!string.IsNullOrEmpty(ClientId))
                yield return $"{Section}:Authority is not set; give the address of the provider, such as https://login.example.com.";
            yield break;
        }

        if (!Authority.IsAbsoluteUri || (Authority.Scheme != Uri.UriSchemeHttps && !(Authority.Scheme == Uri.UriSchemeHttp && Authority.IsLoopback)))
            yield return $"{Section}:Authority is `{Authority}`; give an address with https.";
        if (string.IsNullOrEmpty(ClientId))
            yield return $"{Section}:ClientId is not set; give the one that the provider has for this registry.";
        if (string.IsNullOrEmpty(ClientSecret))
            yield return $"{Section}:ClientSecret is not set; give the one that the provider has for this registry.";
        if (!Scopes.Split(' ').Contains("openid"))
            yield return $"{Section}:Scopes is `{Scopes}`; openid has to be among them.";
        if (string.IsNullOrWhiteSpace(LoginClaim))
            yield return $"{Section}:LoginClaim is empty; name a claim such as preferred_username.";
        if (HasGroups && string.IsNullOrWhiteSpace(GroupsClaim))
            yield return $"{Section}:GroupsClaim is empty; name a claim such as groups.";
    }
}
