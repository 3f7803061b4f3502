using System.Diagnostics;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>The real git, away from the settings of whoever runs the tests.</summary>
internal static class Git
{
    /// <summary>What it prints.</summary>
    public static async Task<string> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tool.Find("git"), arguments) { WorkingDirectory = directory };
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        foreach (var name in start.Environment.Keys.Where(name => name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        return (await ProgramResult.RunAsync(start, TestContext.Current.CancellationToken)).Succeeded().Output;
    }
}
