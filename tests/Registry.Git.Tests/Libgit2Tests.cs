using LibGit2Sharp;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class Libgit2Tests
{
    [Fact]
    public void The_bindings_are_for_the_library_that_LibGit2Sharp_brings()
    {
        Assert.True(Libgit2.IsUsable);
        Assert.Equal(Libgit2.Library, "git2-" + GlobalSettings.Version.LibGit2CommitSha[..7]);
    }

    [Fact]
    public void The_process_holds_that_library_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        Assert.True(Libgit2.IsUsable);

        var loaded = File.ReadLines("/proc/self/maps").Where(line => line.Contains("libgit2-", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();

        Assert.Single(loaded);
    }

    [Theory]
    [InlineData(ConfigurationLevel.Global)]
    [InlineData(ConfigurationLevel.Xdg)]
    [InlineData(ConfigurationLevel.System)]
    [InlineData(ConfigurationLevel.ProgramData)]
    public void No_configuration_outside_the_repository_is_looked_for(ConfigurationLevel level)
    {
        GitLibrary.Initialize();

        Assert.Equal([""], GlobalSettings.GetConfigSearchPaths(level));
    }
}
