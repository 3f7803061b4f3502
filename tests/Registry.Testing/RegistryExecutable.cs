using System.Diagnostics;
using System.Reflection;

namespace Registry.Testing;

/// <summary>
/// The executable as operators run it, <c>registry VERB …</c>: what <c>REGISTRY_EXECUTABLE</c> names, such as what was published, or else what was built.
/// </summary>
public static class RegistryExecutable
{
    private static readonly string Assembly = Environment.GetEnvironmentVariable("REGISTRY_EXECUTABLE")
        ?? typeof(RegistryExecutable).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == nameof(RegistryExecutable)).Value!;

    /// <summary>Runs a verb to its end.</summary>
    public static Task<ProgramResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ProgramResult.RunAsync(StartInfo(arguments), cancellationToken);

    /// <summary>How to start it, away from the settings of whoever runs the tests.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { WorkingDirectory = Path.GetTempPath() };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        return start;
    }

    private static bool IsSetting(string name) =>
        name.Contains("__", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name is "DOTNET_ENVIRONMENT" or "DOTNET_URLS" or "URLS";
}
