using Registry.Jobs.Index.Git.Remotes;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class SshRemoteTests : IDisposable
{
    private readonly RemoteSandbox _sandbox = new();

    [Fact]
    public async Task A_key_opens_the_remote()
    {
        await using var server = await SshServer.StartAsync(_sandbox.Root);
        var worker = Start(server, server.Key, server.KnownHosts);

        await worker.WriteAsync("ti/de/tide", "1\n");
        await worker.WriteAsync("ti/de/tide", "2\n");

        Assert.Equal("2\n", _sandbox.Read("ti/de/tide"));
        Assert.Equal(_sandbox.RemoteHead, worker.Repository.Head);
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_know_is_refused_in_its_words()
    {
        await using var server = await SshServer.StartAsync(_sandbox.Root);
        var other = server.NewKey("other");

        var error = await Assert.ThrowsAsync<RemoteException>(() => Start(server, other, server.KnownHosts).WriteAsync("ti/de/tide", "1\n"));

        Assert.Contains("Permission denied (publickey)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_key_is_another_than_the_known_one_gets_nothing()
    {
        await using var server = await SshServer.StartAsync(_sandbox.Root);
        var impostor = server.NewKey("impostor");
        var known = Path.Combine(_sandbox.Root, "known of another");
        await File.WriteAllTextAsync(
            known, $"[127.0.0.1]:{server.Port} {await File.ReadAllTextAsync(impostor + ".pub", RemoteSandbox.Cancellation)}", RemoteSandbox.Cancellation);

        var error = await Assert.ThrowsAsync<RemoteException>(() => Start(server, server.Key, known).WriteAsync("ti/de/tide", "1\n"));

        Assert.Contains("Host key verification failed", error.Message, StringComparison.Ordinal);
        Assert.Null(_sandbox.Read("config.json"));
    }

    public void Dispose() => _sandbox.Dispose();

    private MirrorWorker Start(SshServer server, string key, string knownHosts) => _sandbox.Start(
        remote: $"ssh://{Environment.UserName}@127.0.0.1:{server.Port}{_sandbox.Remote}",
        set: options => (options.SshKeyFile, options.SshKnownHostsFile) = (key, knownHosts));
}
