using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Registry.Testing;
using Xunit;

namespace Registry.Git.Tests.Remotes;

/// <summary>Whole registries that keep their index in a remote.</summary>
public sealed class PublishingTests(PostgresFixture postgres) : IDisposable
{
    private static readonly string[] Quick = ["--Jobs:Retry:BaseDelay=00:00:00.5", "--Jobs:Retry:MaxDelay=00:00:01", "--Logging:LogLevel:Default=None"];

    private readonly RemoteSandbox _sandbox = new();

    [Fact]
    public async Task A_rejected_push_shows_the_servers_words_counts_as_nothing_and_succeeds_once_it_is_let_through()
    {
        await using var registry = await StartAsync(_sandbox.Remote);
        await using var worker = await registry.StartWorkerAsync([.. Quick, $"--Index:Git:Remote={_sandbox.Remote}"]);
        await PublishAsync(registry, "tide", "done");
        _sandbox.Hook("echo 'No pushes on Sundays.' >&2; exit 1");
        var before = _sandbox.RemoteHead;

        await PublishAsync(registry, "moon", "usable");
        JsonNode git = null!;
        await Registry.Testing.Wait.UntilAsync(
            async () => (git = await GitStageAsync(registry, "moon"))["last_error"] is not null, null, "the push is rejected");

        Assert.Contains("It says: No pushes on Sundays.", git["last_error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(git["finished_at"]);
        Assert.Null(git["commit"]);
        Assert.Equal(before, _sandbox.RemoteHead);

        _sandbox.RemoveHook();
        await WaitAsync(registry, "moon", "done");
        Assert.Equal(_sandbox.RemoteHead, (await GitStageAsync(registry, "moon"))["commit"]!.GetValue<string>());
        await AssertSameAsync(registry);
    }

    [Fact]
    public async Task While_the_remote_does_not_answer_crates_become_usable_and_the_git_stage_says_why_it_waits()
    {
        using var silent = new SilentServer();
        var remote = $"http://127.0.0.1:{silent.Port}/remote.git";
        await using var registry = await StartAsync(remote);
        await using var worker = await registry.StartWorkerAsync([.. Quick, $"--Index:Git:Remote={remote}", "--Index:Git:NetworkTimeout=00:00:02"]);
        await Registry.Testing.Wait.UntilAsync(() => silent.Connections > 0, null, "the worker fetches at its start");

        await PublishAsync(registry, "tide", "usable");

        await Registry.Testing.Wait.UntilAsync(
            async () => (await GitStageAsync(registry, "tide"))["last_error"]?.GetValue<string>().Contains("has not answered", StringComparison.Ordinal) == true,
            null,
            "the git stage says so");
    }

    [Fact]
    public async Task Two_workers_with_mirrors_of_their_own_and_squashes_between_leave_all_in_the_remote()
    {
        await using var registry = await StartAsync(_sandbox.Remote);
        using var elsewhere = new TemporaryDirectory();
        string[] settings = [.. Quick, $"--Index:Git:Remote={_sandbox.Remote}"];
        await using var one = await registry.StartWorkerAsync(settings);
        await using var two = await registry.StartWorkerAsync([.. settings, $"--Registry:DataDirectory={elsewhere.Path}"]);

        foreach (var round in Enumerable.Range(0, 3))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => PublishAsync(registry, $"tide-{round}-{number}", "done")));
            var squash = await RunAsync(registry, round == 2 ? ["--enqueue"] : []);
            Assert.True(squash.ExitCode == 0, squash.Errors);
            Assert.Equal(round < 2, squash.Output.Contains("snapshot-", StringComparison.Ordinal));
        }

        await Registry.Testing.Wait.UntilAsync(
            () => _sandbox.Git("for-each-ref", "refs/heads/snapshot-*").Split('\n').Length == 4, null, "a worker has squashed too");
        await PublishAsync(registry, "moon", "done");
        await AssertSameAsync(registry);
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_file_that_belongs_to_no_crate_is_taken_out_of_the_remote_by_a_repair()
    {
        await using var registry = await StartAsync(_sandbox.Remote);
        await using var worker = await registry.StartWorkerAsync([.. Quick, $"--Index:Git:Remote={_sandbox.Remote}"]);
        await PublishAsync(registry, "tide", "done");
        _sandbox.CommitAsSomebodyElse("gh/os/ghost", "{}\n");
        await PublishAsync(registry, "moon", "done");
        Assert.NotNull(_sandbox.Read("gh/os/ghost"));

        await RegistryExecutable.RunAsync(
            ["index", "repair", .. registry.Settings, $"--Index:Git:Remote={_sandbox.Remote}"], RemoteSandbox.Cancellation);

        await Registry.Testing.Wait.UntilAsync(() => _sandbox.Read("gh/os/ghost") is null, null, "the file is taken out");
        await AssertSameAsync(registry);
    }

    [Fact]
    public async Task The_verb_squashes_a_local_index_and_says_what_it_did()
    {
        await using var registry = await RegistryServer.StartAsync(postgres);
        await using var worker = await registry.StartWorkerAsync(Quick);
        await PublishAsync(registry, "tide", "done");
        string[] local = ["index", "squash", .. registry.Settings];

        var first = await RegistryExecutable.RunAsync(local, RemoteSandbox.Cancellation);
        var second = await RegistryExecutable.RunAsync(local, RemoteSandbox.Cancellation);

        Assert.Equal(["old head", "new head", "snapshot"], first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..8]));
        Assert.Equal((0, 0, ""), (first.ExitCode, second.ExitCode, second.Output));
        Assert.Contains("one commit already", second.Errors, StringComparison.Ordinal);
        var index = Path.Combine(registry.DataDirectory, "index.git");
        Assert.Equal("1\n", _sandbox.Run("--git-dir", index, "rev-list", "--count", "HEAD"));
        await PublishAsync(registry, "moon", "done");
        Assert.Equal("2\n", _sandbox.Run("--git-dir", index, "rev-list", "--count", "HEAD"));
    }

    public void Dispose() => _sandbox.Dispose();

    private Task<RegistryServer> StartAsync(string remote) => RegistryServer.StartAsync(postgres, $"--Index:Git:Remote={remote}");

    private Task<ProgramResult> RunAsync(RegistryServer registry, string[] arguments) => RegistryExecutable.RunAsync(
        ["index", "squash", .. arguments, .. registry.Settings, $"--Index:Git:Remote={_sandbox.Remote}"], RemoteSandbox.Cancellation);

    private static async Task PublishAsync(RegistryServer registry, string crate, string until)
    {
        var token = await registry.CreateTokenAsync($"owner-of-{crate}");
        using var response = await registry.Http.PublishAsync(token, CrateUpload.Body(crate, "1.0.0"), RemoteSandbox.Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(RemoteSandbox.Cancellation));
        await WaitAsync(registry, crate, until);
    }

    private static async Task WaitAsync(RegistryServer registry, string crate, string until)
    {
        var change = await registry.Http.GetChangeAsync($"/api/v1/crates/{crate}/1.0.0/status?wait={until}&timeout=60", RemoteSandbox.Cancellation);
        Assert.True(change["usable"]!.GetValue<bool>(), change.ToJsonString());
        if (until == "done")
            Assert.True(change["state"]!.GetValue<string>() == "done", change.ToJsonString());
    }

    private static async Task<JsonNode> GitStageAsync(RegistryServer registry, string crate)
    {
        var change = await registry.Http.GetChangeAsync($"/api/v1/crates/{crate}/1.0.0/status", RemoteSandbox.Cancellation);
        return change["stages"]!.AsArray().Single(stage => stage!["name"]!.GetValue<string>() == "git_index")!;
    }

    /// <summary>The remote has what the sparse index has, byte for byte.</summary>
    private async Task AssertSameAsync(RegistryServer registry)
    {
        await using var database = new NpgsqlConnection(registry.ConnectionString);
        await database.OpenAsync(RemoteSandbox.Cancellation);
        await using var all = new NpgsqlCommand("SELECT path, content FROM sparse_files", database);
        await using var reader = await all.ExecuteReaderAsync(RemoteSandbox.Cancellation);
        var count = 0;
        while (await reader.ReadAsync(RemoteSandbox.Cancellation))
        {
            count++;
            Assert.Equal(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(1)), _sandbox.Read(reader.GetString(0)));
        }

        Assert.Equal(count + 1, _sandbox.Git("ls-tree", "-r", "--name-only", "master").Split('\n').Length - 1);
    }
}
