using System.Globalization;
using Xunit;

namespace Registry.Git.Tests;

internal static class GitProcesses
{
    /// <summary>The processes that work in a directory: git upload-pack goes there, and its children stay.</summary>
    public static IEnumerable<int> In(string directory)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var id) && WorksIn(process, directory))
                yield return id;
        }
    }

    private static bool WorksIn(string process, string directory)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget == directory;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
