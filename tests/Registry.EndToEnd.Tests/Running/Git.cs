using System.Diagnostics;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>The real git, away from the settings of whoever runs the tests.</summary>
internal static class Git
{
    /// <summary>What it prints.</summary>
    public static async Task<string> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tool.Find("git"), arguments) { WorkingDirectory = directory };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        return (await ProgramResult.RunAsync(start, TestContext.Current.CancellationToken)).Succeeded().Output;
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("GIT_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);
}
