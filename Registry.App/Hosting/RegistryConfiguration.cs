namespace Registry.App.Hosting;

/// <summary>Settings in ASP.NET Core's order: defaults, <c>appsettings.json</c>, environment, command line.</summary>
internal static class RegistryConfiguration
{
    /// <summary>For verbs that need settings but no host.</summary>
    public static IConfigurationRoot Load(string[] settings) => new ConfigurationBuilder()
        .AddEnvironmentVariables("ASPNETCORE_")
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(settings)
        .Build();

    /// <exception cref="SettingException">A setting of the section <c>Registry</c> is wrong.</exception>
    public static RegistryOptions ReadRegistryOptions(this IConfiguration configuration)
    {
        var options = configuration.GetSection(RegistryOptions.Section).Get<RegistryOptions>() ?? new RegistryOptions();
        var result = new RegistryOptionsValidator().Validate(null, options);
        return result.Failed ? throw new SettingException(result.Failures.First()) : options;
    }
}
