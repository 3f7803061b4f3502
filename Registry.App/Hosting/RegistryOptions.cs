using Microsoft.Extensions.Options;

namespace Registry.App.Hosting;

/// <summary>Settings of the section <c>Registry</c>.</summary>
internal sealed class RegistryOptions
{
    public const string Section = "Registry";

    /// <summary>Where crates, the git index and, without a connection string, the database are kept.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>The address clients reach the registry at; null for the address it listens on.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Whether a token is needed to read, too.</summary>
    public bool Private { get; set; }

    /// <summary>Whether nothing can be changed for now.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Addresses and networks of proxies that are believed when they say for whom they ask, with commas between them.</summary>
    public string? TrustedProxies { get; set; }

    public string DataPath => Path.GetFullPath(DataDirectory);
}

internal sealed class RegistryOptionsValidator : IValidateOptions<RegistryOptions>
{
    public ValidateOptionsResult Validate(string? name, RegistryOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            faults.Add("Registry:DataDirectory is empty; name a directory the process may write to.");
        if (options.PublicUrl is { } url && !IsWebAddress(url))
            faults.Add($"Registry:PublicUrl is `{url}`; give an address such as https://crates.example.com.");
        if (options.TrustedProxies is { } proxies && TrustedProxies.Fault(proxies) is { } fault)
            faults.Add(fault);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "" };
}
