using System.Diagnostics;
using Registry.Jobs.Index.Git.Remotes;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class SilenceTests : IDisposable
{
    private readonly RemoteSandbox _sandbox = new();

    [Theory]
    [InlineData("http")]
    [InlineData("ssh")]
    public async Task A_remote_that_accepts_and_never_answers_is_given_up_on(string scheme)
    {
        using var server = new SilentServer();
        var nothing = Path.Combine(_sandbox.Root, "nothing");
        await File.WriteAllTextAsync(nothing, "", RemoteSandbox.Cancellation);
        var worker = _sandbox.Start(remote: $"{scheme}://127.0.0.1:{server.Port}/remote.git", set: options =>
        {
            options.NetworkTimeout = TimeSpan.FromSeconds(1.5);
            if (scheme == "ssh")
                (options.SshKeyFile, options.SshKnownHostsFile) = (nothing, nothing);
        });
        var clock = Stopwatch.StartNew();

        var error = await Assert.ThrowsAsync<RemoteException>(() => worker.WriteAsync("ti/de/tide", "1\n"));

        Assert.Equal("The remote of the git index has not answered within 1.5 s (Index:Git:NetworkTimeout).", error.Message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"it took {clock.Elapsed}");
        Assert.True(server.Connections > 0, "nobody asked");
        await AssertNobodyIsLeftAsync(server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_hook_that_hangs_is_given_up_on_with_all_that_was_started()
    {
        var worker = _sandbox.Start(set: options => options.NetworkTimeout = TimeSpan.FromSeconds(2));
        await worker.WriteAsync("ti/de/tide", "1\n");
        _sandbox.Hook("exec sleep 3600");

        var error = await Assert.ThrowsAsync<RemoteException>(() => worker.WriteAsync("ti/de/tide", "2\n"));

        Assert.Contains("Index:Git:NetworkTimeout", error.Message, StringComparison.Ordinal);
        await AssertNobodyIsLeftAsync(_sandbox.Remote);
        _sandbox.RemoveHook();
        await worker.WriteAsync("ti/de/tide", "2\n");
    }

    [Fact]
    public async Task Whoever_stops_waiting_leaves_no_process_behind()
    {
        using var server = new SilentServer();
        var remote = $"http://127.0.0.1:{server.Port}/remote.git";
        var options = new Registry.Jobs.Index.Git.GitIndexOptions { Remote = remote };
        var transport = new GitRemote(new RemoteCommands(RemoteAddress.Read(remote).Address!, options), options, TimeProvider.System);
        using var stop = new CancellationTokenSource();

        var listing = transport.ListAsync(stop.Token);
        await Wait.UntilAsync(() => server.Connections > 0, "git asks");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
        await AssertNobodyIsLeftAsync(remote);
    }

    public void Dispose() => _sandbox.Dispose();

    /// <summary>What was killed may take a moment to be gone.</summary>
    private static async Task AssertNobodyIsLeftAsync(string argument)
    {
        if (OperatingSystem.IsLinux())
            await Wait.UntilAsync(() => !Commands().Any(command => command.Contains(argument, StringComparison.Ordinal)), "all processes have ended");
    }

    private static IEnumerable<string> Commands() =>
        Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)).Select(Read);

    private static string Read(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
