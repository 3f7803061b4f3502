using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

/// <summary>The git index is in somebody's remote repository, and here is only its mirror.</summary>
public sealed class RemoteIndexTests(Databases databases) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Remote => Path.Combine(_directory.Path, "remote.git");

    [Fact]
    public async Task Verify_and_repair_look_at_the_remote_and_not_only_at_its_mirror()
    {
        await Git.RunAsync(_directory.Path, "init", "--quiet", "--bare", "--initial-branch=master", Remote);
        await using var site = await Site.StartAsync("serve", databases, $"--Index:Git:Remote={Remote}");
        await site.WaitAsync(await site.PublishAsync("tide", "0.1.0"), "done");
        var sound = await Git.RunAsync(Remote, "show", "master:ti/de/tide");

        await CommitByHandAsync("ti/de/tide", "{}\n");

        var mirrored = await Git.RunAsync(site.GitIndex, "show", "master:ti/de/tide");
        Assert.Equal(sound, mirrored);
        var found = await site.RunAsync("index", "verify");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("the git index shows something else of tide; `registry index repair tide`", found.Output, StringComparison.Ordinal);
        (await site.RunAsync("index", "repair")).Succeeded();
        await Wait.UntilAsync(
            async () => await Git.RunAsync(Remote, "show", "master:ti/de/tide") == sound, Site.Patience, "the remote to be mended");
        (await site.RunAsync("index", "verify")).Succeeded();
    }

    [Fact]
    public async Task Verify_says_so_when_the_remote_cannot_be_asked()
    {
        await Git.RunAsync(_directory.Path, "init", "--quiet", "--bare", "--initial-branch=master", Remote);
        await using var site = await Site.StartAsync("serve", databases, $"--Index:Git:Remote={Remote}");
        await site.WaitAsync(await site.PublishAsync("tide", "0.1.0"), "done");

        Directory.Move(Remote, Remote + ".away");

        var verified = await site.RunAsync("index", "verify");
        Assert.Equal(1, verified.ExitCode);
        Assert.Empty(verified.Output);
        Assert.Contains("The remote of the git index", verified.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", verified.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private async Task CommitByHandAsync(string path, string content)
    {
        var clone = Path.Combine(_directory.Path, "by-hand");
        await Git.RunAsync(_directory.Path, "clone", "--quiet", Remote, clone);
        await File.WriteAllTextAsync(Path.Combine(clone, path), content, TestContext.Current.CancellationToken);
        await Git.RunAsync(clone, "-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "commit", "--quiet", "--all", "--message=By hand");
        await Git.RunAsync(clone, "push", "--quiet", "origin", "master");
    }
}
