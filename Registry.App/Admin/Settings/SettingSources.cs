using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Registry.App.Admin.Settings;

/// <summary>Finds where a setting comes from.</summary>
internal static class SettingSources
{
    public const string Default = "default";

    /// <summary>The last provider that has a key decides.</summary>
    public static string Of(IConfiguration configuration, string key)
    {
        if (configuration is not IConfigurationRoot root)
            return Default;
        foreach (var provider in root.Providers.Reverse())
        {
            if (!provider.TryGet(key, out var value) || value is null)
                continue;
            return provider switch
            {
                CommandLineConfigurationProvider => "command line",
                EnvironmentVariablesConfigurationProvider => "environment",
                FileConfigurationProvider file => Path.GetFileName(file.Source.Path) ?? Default,
                ChainedConfigurationProvider chained => Of(chained.Configuration, key),
                _ => Default,
            };
        }

        return Default;
    }
}
