using System.Diagnostics;
using System.Globalization;
using System.Text;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class CloneTests : IDisposable
{
    private static readonly string[] Identity = ["-c", "user.name=A", "-c", "user.email=a@localhost"];

    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "version=1")]
    [InlineData(2, "version=2")]
    public async Task A_clone_has_the_files_and_a_fetch_brings_the_news(int version, string header)
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, "ti/de/tide-tables", "1\n");
        await using var host = await GitHost.StartAsync(_sandbox);

        Client(version, "clone", "--quiet", host.Url, "clone");
        Assert.Equal("1\n", await ReadCloneAsync("ti/de/tide-tables"));
        Assert.Equal(Encoding.UTF8.GetString(Sandbox.Config), await ReadCloneAsync("config.json"));

        var update = await CommitAsync(index, "ti/de/tide-tables", "1\n2\n");
        Client(version, "-C", "clone", "fetch", "--quiet", "--no-tags", "--force", host.Url, "+HEAD:refs/remotes/origin/HEAD");
        Assert.Equal(update.Id, Client(version, "-C", "clone", "rev-parse", "refs/remotes/origin/HEAD").Trim());
        Client(version, "-C", "clone", "pull", "--quiet");
        Assert.Equal("1\n2\n", await ReadCloneAsync("ti/de/tide-tables"));

        var before = host.Requests.Count;
        Client(version, "-C", "clone", "fetch", "--quiet");
        Assert.Equal(version == 2 ? 2 : 1, host.Requests.Count - before);
        Assert.All(host.Requests, request => Assert.Equal(header, request.Protocol));
        Client(version, "-C", "clone", "fsck", "--full", "--strict");
    }

    [Fact]
    public async Task A_long_request_that_git_compresses_is_understood()
    {
        await _sandbox.SeedAsync();
        for (var i = 0; i < 40; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"branch-{i}");
            _sandbox.Git("update-ref", $"refs/heads/{name}", CommitTree(name));
        }

        await using var host = await GitHost.StartAsync(_sandbox);

        Client(0, "clone", "--quiet", host.Url, "clone");

        Assert.Equal("41\n", Client(0, "-C", "clone", "rev-list", "--count", "--all"));
        Assert.Contains(host.Requests, request => request.Encoding == "gzip");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_clone_prints_no_warnings(int version)
    {
        await CommitAsync(await _sandbox.SeedAsync(), "ti/de/tide-tables", "1\n");
        await using var host = await GitHost.StartAsync(_sandbox);

        var (exitCode, _, error) = _sandbox.TryGit("-c", $"protocol.version={version}", "clone", "--quiet", host.Url, "clone");

        Assert.Equal((0, ""), (exitCode, error));
    }

    [Fact]
    public async Task A_history_that_was_replaced_is_fetched_as_cargo_fetches_it()
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, "ti/de/tide-tables", "1\n");
        await using var host = await GitHost.StartAsync(_sandbox);
        Client(0, "clone", "--quiet", host.Url, "clone");
        var squashed = CommitTree("Squash");
        _sandbox.Git("update-ref", "refs/heads/master", squashed);

        Client(0, "-C", "clone", "fetch", "--quiet", "--force", host.Url, "+HEAD:refs/remotes/origin/HEAD");

        Assert.Equal(squashed, Client(0, "-C", "clone", "rev-parse", "refs/remotes/origin/HEAD").Trim());
        Assert.Equal(squashed, index.Head);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_push_is_refused_and_changes_nothing(int version)
    {
        var index = await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);
        Client(version, "clone", "--quiet", host.Url, "clone");
        Client(version, ["-C", "clone", .. Identity, "commit", "--quiet", "--allow-empty", "--message", "mine"]);
        var head = index.Head;

        var (exitCode, _, error) = _sandbox.TryGit("-C", "clone", "-c", $"protocol.version={version}", "push");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("403", error, StringComparison.Ordinal);
        Assert.Contains("cargo publish", error, StringComparison.Ordinal);
        Assert.Equal(head, index.Head);
    }

    [Fact]
    public async Task A_repository_of_another_user_is_served()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root can give files away");
        await _sandbox.SeedAsync();
        using (var chown = Process.Start("chown", ["-R", "65534", _sandbox.Path]))
            await chown.WaitForExitAsync(Sandbox.Cancellation);
        await using var host = await GitHost.StartAsync(_sandbox);

        Client(2, "clone", "--quiet", host.Url, "clone");

        Assert.Equal(Encoding.UTF8.GetString(Sandbox.Config), await ReadCloneAsync("config.json"));
    }

    public void Dispose() => _sandbox.Dispose();

    private static Task<IndexCommit> CommitAsync(IndexRepository index, string path, string content) =>
        index.CommitAsync(index.Head, [new IndexFile(path, Encoding.UTF8.GetBytes(content))], "Change\n", Sandbox.Cancellation);

    private string Client(int version, params IEnumerable<string> arguments)
    {
        var (exitCode, output, error) = _sandbox.TryGit(["-c", $"protocol.version={version}", .. arguments]);
        Assert.True(exitCode == 0, $"git {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        return output;
    }

    /// <summary>A commit of the index's files that has no parent.</summary>
    private string CommitTree(string message) => _sandbox.Git([.. Identity, "commit-tree", "-m", message, "HEAD^{tree}"]).Trim();

    private Task<string> ReadCloneAsync(string path) =>
        File.ReadAllTextAsync(Path.Combine(_sandbox.Root, "clone", path), Sandbox.Cancellation);
}
