using System.Runtime.CompilerServices;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>The settings of libgit2 that hold for the whole process.</summary>
internal static class GitLibrary
{
    private static readonly ConfigurationLevel[] Outside =
        [ConfigurationLevel.ProgramData, ConfigurationLevel.System, ConfigurationLevel.Xdg, ConfigurationLevel.Global];

    static GitLibrary()
    {
        // A registry behaves the same whatever the machine's or the user's git configuration says about proxies, hooks or rewritten URLs.
        foreach (var level in Outside)
            GlobalSettings.SetConfigSearchPaths(level, "");
    }

    /// <summary>Makes sure that the settings are in force; cheap after the first call.</summary>
    public static void Initialize() => RuntimeHelpers.RunClassConstructor(typeof(GitLibrary).TypeHandle);
}
