using System.Text;
using System.Text.Json.Nodes;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class SeedingTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task A_new_repository_has_one_commit_with_the_configuration_and_head_on_the_branch()
    {
        using var index = _sandbox.Open();
        Assert.False(index.Exists);

        await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);

        Assert.True(index.Exists);
        Assert.Equal("true\n", _sandbox.Git("rev-parse", "--is-bare-repository"));
        Assert.Equal("refs/heads/master\n", _sandbox.Git("symbolic-ref", "HEAD"));
        Assert.Equal("1\n", _sandbox.Git("rev-list", "--count", "HEAD"));
        Assert.Equal(index.Head + "\n", _sandbox.Git("rev-parse", "HEAD"));
        Assert.Equal(Encoding.UTF8.GetString(Sandbox.Config), _sandbox.Git("show", "HEAD:config.json"));
        Assert.Equal("Registry <registry@localhost>\n", _sandbox.Git("log", "--format=%cn <%ce>"));
        Assert.Equal([_sandbox.Path], Directory.GetFileSystemEntries(_sandbox.Root));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_key_that_git_warns_of_is_removed_from_a_repository_that_has_it()
    {
        var index = await _sandbox.SeedAsync();
        _sandbox.Git("config", "core.fsyncObjectFiles", "true");

        await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);

        Assert.Equal("", _sandbox.TryGit("--git-dir", _sandbox.Path, "config", "--local", "core.fsyncObjectFiles").Output);
        Assert.Equal("all\n", _sandbox.Git("config", "--local", "core.fsync"));
    }

    [Fact]
    public async Task Seeding_again_changes_nothing()
    {
        var index = await _sandbox.SeedAsync();
        var head = index.Head;

        await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);
        await _sandbox.Open().EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);

        Assert.Equal(head, index.Head);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_that_seed_at_once_agree_on_one_repository(bool emptyDirectory)
    {
        if (emptyDirectory)
            Directory.CreateDirectory(_sandbox.Path);
        using var gate = new Barrier(8);
        var heads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var index = _sandbox.Open();
                gate.SignalAndWait(Sandbox.Cancellation);
                index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation).GetAwaiter().GetResult();
                return index.Head;
            },
            Sandbox.Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Single(heads.Distinct());
        Assert.Equal("1\n", _sandbox.Git("rev-list", "--count", "--all"));
        Assert.Equal([_sandbox.Path], Directory.GetFileSystemEntries(_sandbox.Root));
    }

    [Fact]
    public async Task A_changed_address_is_written_and_an_administrators_own_keys_are_kept()
    {
        var index = await _sandbox.SeedAsync();
        var edited = """
            {"dl":"http://127.0.0.1:8080/api/v1/crates","api":"http://127.0.0.1:8080","auth-required":true,"motto":"mine"}
            """u8.ToArray();
        await index.CommitAsync(index.Head, [new IndexFile("config.json", edited)], "By hand\n", Sandbox.Cancellation);

        await index.EnsureSeededAsync("""{"dl":"https://crates.test/dl","api":"https://crates.test"}"""u8.ToArray(), Sandbox.Cancellation);

        var config = JsonNode.Parse(index.Read("config.json")!);
        var expected = JsonNode.Parse("""{"dl":"https://crates.test/dl","api":"https://crates.test","motto":"mine"}""");
        Assert.True(JsonNode.DeepEquals(expected, config), config!.ToJsonString());
    }

    [Fact]
    public async Task A_configuration_that_says_the_same_is_left_as_it_was_formatted()
    {
        var index = await _sandbox.SeedAsync();
        var edited = "{ \"api\": \"http://127.0.0.1:8080\",\n  \"dl\": \"http://127.0.0.1:8080/api/v1/crates\" }\n"u8.ToArray();
        var commit = await index.CommitAsync(index.Head, [new IndexFile("config.json", edited)], "By hand\n", Sandbox.Cancellation);

        await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);

        Assert.Equal(commit.Id, index.Head);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ not json")]
    public async Task A_missing_or_broken_configuration_is_replaced(string? broken)
    {
        var index = await _sandbox.SeedAsync();
        var content = broken is null ? null : Encoding.UTF8.GetBytes(broken);
        IndexFile[] files = [new("config.json", content), new("3/a/abc", [1])];
        await index.CommitAsync(index.Head, files, "By hand\n", Sandbox.Cancellation);

        await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);

        Assert.Equal(Sandbox.Config, index.Read("config.json"));
        Assert.Equal([1], index.Read("3/a/abc"));
    }

    [Fact]
    public async Task A_repository_that_somebody_made_without_a_commit_is_adopted()
    {
        Assert.Equal(0, _sandbox.TryGit("init", "--quiet", "--bare", "--initial-branch=main", _sandbox.Path).ExitCode);

        var index = await _sandbox.SeedAsync();

        Assert.Equal(Sandbox.Config, index.Read("config.json"));
        Assert.Equal("refs/heads/master\n", _sandbox.Git("symbolic-ref", "HEAD"));
    }

    [Fact]
    public async Task Another_branch_goes_on_from_where_the_old_one_was()
    {
        var before = await _sandbox.SeedAsync();

        var index = _sandbox.Open(new GitIndexOptions { Branch = "main" });
        await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);

        Assert.Equal(before.Head, index.Head);
        Assert.Equal("refs/heads/main\n", _sandbox.Git("symbolic-ref", "HEAD"));
    }

    [Fact]
    public async Task A_directory_with_something_else_in_it_is_left_alone()
    {
        Directory.CreateDirectory(_sandbox.Path);
        var file = Path.Combine(_sandbox.Path, "photo.jpg");
        await File.WriteAllTextAsync(file, "a cat", Sandbox.Cancellation);

        var error = await Assert.ThrowsAsync<IOException>(() => _sandbox.SeedAsync());

        Assert.Contains("not a git repository", error.Message, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(_sandbox.Path));
    }

    public void Dispose() => _sandbox.Dispose();
}
