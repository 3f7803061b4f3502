using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class PathRemoteTests : IDisposable
{
    private readonly RemoteSandbox _sandbox = new();

    [Theory]
    [InlineData("")]
    [InlineData("file://")]
    public async Task An_empty_remote_is_seeded_and_takes_what_is_written(string scheme)
    {
        var worker = _sandbox.Start(remote: scheme + _sandbox.Remote);

        var commit = await worker.WriteAsync("ti/de/tide", "1\n");

        Assert.True(commit.Changed);
        Assert.Equal(commit.Id, _sandbox.RemoteHead);
        Assert.Equal(commit.Id, worker.Repository.Head);
        Assert.Equal("1\n", _sandbox.Read("ti/de/tide"));
        Assert.Contains("http://127.0.0.1:8080/api/v1/crates", _sandbox.Read("config.json"), StringComparison.Ordinal);
        Assert.Equal("2\n", _sandbox.Git("rev-list", "--count", "master"));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task An_index_that_was_kept_here_moves_to_an_empty_remote_whole()
    {
        using (var before = new IndexRepository(
            Path.Combine(_sandbox.Root, "mirror.git"), new GitIndexOptions(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<IndexRepository>.Instance))
        {
            await before.EnsureSeededAsync(Sandbox.Config, RemoteSandbox.Cancellation);
            await before.CommitAsync(before.Head, [new IndexFile("ol/d-/old-crate", [1])], "Old\n", RemoteSandbox.Cancellation);
        }

        await _sandbox.Start().WriteAsync("ne/w-/new-crate", "1\n");

        Assert.NotNull(_sandbox.Read("ol/d-/old-crate"));
        Assert.Equal("3\n", _sandbox.Git("rev-list", "--count", "master"));
    }

    [Fact]
    public async Task A_remote_whose_head_is_on_another_branch_is_refused_with_both_names()
    {
        using var sandbox = new RemoteSandbox("main");
        await sandbox.Start("first", set: options => options.Branch = "main").WriteAsync("ti/de/tide", "1\n");

        var error = await Assert.ThrowsAsync<RemoteException>(() => sandbox.Start().WriteAsync("ti/de/tide", "2\n"));

        Assert.Contains("`main`", error.Message, StringComparison.Ordinal);
        Assert.Contains("Index:Git:Branch is `master`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_whose_head_names_a_branch_that_nobody_pushes_is_refused()
    {
        using var sandbox = new RemoteSandbox("main");

        var error = await Assert.ThrowsAsync<RemoteException>(() => sandbox.Start().WriteAsync("ti/de/tide", "1\n"));

        Assert.Contains("Make `master` its default branch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hand_edited_configuration_survives_and_only_our_keys_are_changed_in_it()
    {
        await _sandbox.Start().WriteAsync("ti/de/tide", "1\n");
        _sandbox.CommitAsSomebodyElse("config.json", """{"dl":"http://127.0.0.1:8080/api/v1/crates","api":"http://127.0.0.1:8080","motto":"slow"}""");
        await _sandbox.Start("same").WriteAsync("ti/de/tide", "2\n");
        Assert.Equal("By hand", _sandbox.Git("log", "-1", "--format=%s", "master~1").Trim());

        await _sandbox.Start("moved", url: "https://crates.example.com").WriteAsync("ti/de/tide", "3\n");

        var config = _sandbox.Read("config.json");
        Assert.Contains("\"motto\": \"slow\"", config, StringComparison.Ordinal);
        Assert.Contains("https://crates.example.com/api/v1/crates", config, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_pushes_between_is_kept_and_a_crate_they_spoilt_is_put_right()
    {
        var database = new Dictionary<string, string> { ["ti/de/tide"] = "tide\n", ["mo/on/moon"] = "moon\n", ["su/n-/sun-up"] = "sun\n" };
        Intercepted? remote = null;
        var worker = _sandbox.Start(wrap: inner => remote = new Intercepted(inner, () =>
        {
            if (remote!.Pushes != 3)
                return;
            _sandbox.CommitAsSomebodyElse("README.md", "Hello\n");
            _sandbox.CommitAsSomebodyElse("ti/de/tide", "spoilt\n");
            _sandbox.CommitAsSomebodyElse("mo/on/moon", null);
        }));
        await worker.WriteAsync(database, "ti/de/tide", "mo/on/moon");

        var commit = await worker.WriteAsync(database, "su/n-/sun-up");

        Assert.Equal(4, remote!.Pushes);
        Assert.Equal(commit.Id, _sandbox.RemoteHead);
        Assert.Equal("Hello\n", _sandbox.Read("README.md"));
        Assert.All(database, file => Assert.Equal(file.Value, _sandbox.Read(file.Key)));
        Assert.Equal("By hand", _sandbox.Git("log", "-1", "--format=%s", "master~1").Trim());
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_remote_that_was_set_back_is_followed_and_what_it_lost_is_brought_back()
    {
        var database = new Dictionary<string, string> { ["ti/de/tide"] = "tide\n", ["mo/on/moon"] = "moon\n", ["su/n-/sun-up"] = "sun\n" };
        var worker = _sandbox.Start();
        await worker.WriteAsync(database, "ti/de/tide");
        await worker.WriteAsync(database, "mo/on/moon");
        _sandbox.Git("update-ref", "refs/heads/master", "master~2");

        await worker.WriteAsync(database, "su/n-/sun-up");

        Assert.All(database, file => Assert.Equal(file.Value, _sandbox.Read(file.Key)));
        Assert.Equal("2\n", _sandbox.Git("rev-list", "--count", "master"));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_remote_with_another_history_is_followed()
    {
        var database = new Dictionary<string, string> { ["ti/de/tide"] = "tide\n", ["mo/on/moon"] = "moon\n" };
        var worker = _sandbox.Start();
        await worker.WriteAsync(database, "ti/de/tide");
        var other = _sandbox.Git("-c", "user.name=A", "-c", "user.email=a@localhost", "commit-tree", "-m", "Anew", "master~1^{tree}").Trim();
        _sandbox.Git("update-ref", "refs/heads/master", other);

        await worker.WriteAsync(database, "mo/on/moon");

        Assert.Equal($"{_sandbox.RemoteHead}\n{other}\n", _sandbox.Git("rev-list", "master"));
        Assert.All(database, file => Assert.Equal(file.Value, _sandbox.Read(file.Key)));
    }

    [Fact]
    public async Task Nothing_is_taken_as_done_that_only_the_mirror_has()
    {
        var worker = _sandbox.Start();
        await worker.WriteAsync("ti/de/tide", "1\n");
        _sandbox.Git("update-ref", "refs/heads/master", "master~1");

        var commit = await worker.WriteAsync("ti/de/tide", "1\n");

        Assert.Equal("1\n", _sandbox.Read("ti/de/tide"));
        Assert.Equal(commit.Id, _sandbox.RemoteHead);
    }

    [Fact]
    public async Task A_worker_that_dies_between_the_push_and_its_record_makes_no_second_commit()
    {
        var dying = _sandbox.Start(wrap: inner => new Intercepted(inner, after: () => throw new IOException("killed")));
        await _sandbox.Start("seeding").WriteAsync("mo/on/moon", "1\n");
        await Assert.ThrowsAsync<IOException>(() => dying.WriteAsync("ti/de/tide", "1\n"));
        var pushed = _sandbox.RemoteHead;
        Assert.Equal("1\n", _sandbox.Read("ti/de/tide"));

        var commit = await _sandbox.Start().WriteAsync("ti/de/tide", "1\n");

        Assert.Equal(new IndexCommit(pushed, Changed: false), commit);
    }

    [Fact]
    public async Task A_worker_that_dies_between_its_commit_and_the_push_leaves_nothing_that_counts()
    {
        await _sandbox.Start("seeding").WriteAsync("mo/on/moon", "1\n");
        var before = _sandbox.RemoteHead;
        var dying = _sandbox.Start(wrap: inner => new Intercepted(inner, before: () => throw new IOException("killed")));
        await Assert.ThrowsAsync<IOException>(() => dying.WriteAsync("ti/de/tide", "1\n"));
        Assert.Equal(before, dying.Repository.Head);

        var commit = await _sandbox.Start().WriteAsync("ti/de/tide", "1\n");

        Assert.True(commit.Changed);
        Assert.Equal($"{commit.Id}\n{before}\n", _sandbox.Git("rev-list", "-2", "master"));
    }

    [Fact]
    public async Task A_remote_that_is_not_there_is_named_in_the_error()
    {
        var missing = Path.Combine(_sandbox.Root, "nowhere.git");

        var error = await Assert.ThrowsAsync<RemoteException>(() => _sandbox.Start(remote: missing).WriteAsync("ti/de/tide", "1\n"));

        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_words_of_a_hook_are_the_error_and_the_branch_stays()
    {
        var worker = _sandbox.Start();
        await worker.WriteAsync("ti/de/tide", "1\n");
        var before = _sandbox.RemoteHead;
        _sandbox.Hook("echo 'No pushes on Sundays.' >&2; exit 1");

        var error = await Assert.ThrowsAsync<RemoteRefusedException>(() => worker.WriteAsync("ti/de/tide", "2\n"));
        Assert.Equal(
            "The remote of the git index refused the push: pre-receive hook declined. It says: No pushes on Sundays.", error.Message);
        Assert.Equal((before, before), (_sandbox.RemoteHead, worker.Repository.Head));

        _sandbox.RemoveHook();
        await worker.WriteAsync("ti/de/tide", "2\n");
        Assert.Equal("2\n", _sandbox.Read("ti/de/tide"));
    }

    public void Dispose() => _sandbox.Dispose();
}
