using System.Net;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class HttpRemoteTests : IDisposable
{
    private readonly RemoteSandbox _sandbox = new();

    [Fact]
    public async Task A_password_opens_the_remote_and_is_seen_in_no_argument_and_no_address()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var server = await HttpRemote.StartAsync(_sandbox.Root);
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Root, "secret"), HttpRemote.Password, RemoteSandbox.Cancellation);
        // While the push waits for the hook, all that takes part in it is running.
        _sandbox.Hook($"cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >> {_sandbox.Root}/arguments");

        var worker = Start(server, HttpRemote.Username, HttpRemote.Password);
        await worker.WriteAsync("ti/de/tide", "1\n");
        await worker.WriteAsync("ti/de/tide", "2\n");

        Assert.Equal("2\n", _sandbox.Read("ti/de/tide"));
        var arguments = await File.ReadAllTextAsync(Path.Combine(_sandbox.Root, "arguments"), RemoteSandbox.Cancellation);
        Assert.Contains("git-remote-http", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain(HttpRemote.Password, arguments, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.DoesNotContain("w0rd", request, StringComparison.Ordinal));
        Assert.DoesNotContain("w0rd", await File.ReadAllTextAsync(Path.Combine(worker.Repository.Path, "config"), RemoteSandbox.Cancellation), StringComparison.Ordinal);
        _sandbox.AssertSound();
    }

    [Theory]
    [InlineData(HttpRemote.Username, "wr0ng/pass", "Authentication failed")]
    [InlineData(null, null, "terminal prompts disabled")]
    public async Task A_wrong_password_is_told_without_repeating_it(string? username, string? password, string words)
    {
        await using var server = await HttpRemote.StartAsync(_sandbox.Root);

        var error = await Assert.ThrowsAsync<RemoteException>(() => Start(server, username, password).WriteAsync("ti/de/tide", "1\n"));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_says_is_passed_on_without_the_password_that_is_in_it()
    {
        await using var server = await HttpRemote.StartAsync(_sandbox.Root);
        var secret = Path.Combine(_sandbox.Root, "secret");
        await File.WriteAllTextAsync(secret, HttpRemote.Password, RemoteSandbox.Cancellation);
        _sandbox.Hook($"echo \"You said $(cat {secret}), go away.\" >&2; exit 1");

        var error = await Assert.ThrowsAsync<RemoteRefusedException>(
            () => Start(server, HttpRemote.Username, HttpRemote.Password).WriteAsync("ti/de/tide", "1\n"));

        Assert.EndsWith("It says: You said ***, go away.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_of_a_push_is_an_error_and_later_takes_it()
    {
        await using var server = await HttpRemote.StartAsync(_sandbox.Root);
        var worker = Start(server, HttpRemote.Username, HttpRemote.Password);
        await worker.WriteAsync("ti/de/tide", "1\n");
        var before = _sandbox.RemoteHead;
        server.DiesInPush = true;

        await Assert.ThrowsAsync<RemoteException>(() => worker.WriteAsync("ti/de/tide", "2\n"));
        Assert.Equal((before, before), (_sandbox.RemoteHead, worker.Repository.Head));

        server.DiesInPush = false;
        await worker.WriteAsync("ti/de/tide", "2\n");
        Assert.Equal("2\n", _sandbox.Read("ti/de/tide"));
    }

    [Fact]
    public async Task Another_server_gets_no_password_by_a_redirection()
    {
        await using var server = await HttpRemote.StartAsync(_sandbox.Root);
        using var listener = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Find()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        var asked = Task.Run(
            async () =>
            {
                var context = await listener.GetContextAsync();
                context.Response.Redirect(server.Url + "/info/refs?service=git-upload-pack");
                context.Response.Close();
            },
            RemoteSandbox.Cancellation);
        var worker = _sandbox.Start(remote: address + "remote.git", set: options => Set(options, HttpRemote.Username, HttpRemote.Password));

        var error = await Assert.ThrowsAsync<RemoteException>(() => worker.WriteAsync("ti/de/tide", "1\n"));

        await asked;
        Assert.Contains("could not read Username", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();

    private MirrorWorker Start(HttpRemote server, string? username, string? password) =>
        _sandbox.Start(remote: server.Url, set: options => Set(options, username, password));

    private static void Set(GitIndexOptions options, string? username, string? password) =>
        (options.Username, options.Password) = (username, password);
}
