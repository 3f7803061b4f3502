using System.Diagnostics;
using System.Net.Sockets;
using Xunit;

namespace Registry.Git.Tests.Remotes;

/// <summary>An OpenSSH server of the test's own, on a port of 127.0.0.1, that lets one key in.</summary>
internal sealed class SshServer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd", "/opt/homebrew/sbin/sshd"];

    private readonly string _root;
    private readonly Process _process;

    private SshServer(string root, int port, string key, Process process)
    {
        _root = root;
        Port = port;
        Key = key;
        _process = process;
    }

    public int Port { get; }

    /// <summary>The file of the private key it lets in.</summary>
    public string Key { get; }

    /// <summary>The file that has its own key.</summary>
    public string KnownHosts => Path.Combine(_root, "known hosts");

    public static async Task<SshServer> StartAsync(string root)
    {
        var program = Places.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "sshd was not found; on Debian and Ubuntu: apt install openssh-server");
            Assert.Fail("sshd was not found, and CI is true");
        }

        // As root it insists on this place, which packages leave to the service.
        if (Environment.UserName == "root")
            Directory.CreateDirectory("/run/sshd");
        var hostKey = MakeKey(root, "host key");
        var key = MakeKey(root, "client % key");
        var port = FreePort.Find();
        var settings = Path.Combine(root, "sshd_config");
        await File.WriteAllTextAsync(
            settings,
            $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey "{hostKey}"
            AuthorizedKeysFile "{root}/client %% key.pub"
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password

            """,
            Sandbox.Cancellation);
        var process = Process.Start(new ProcessStartInfo(program, ["-D", "-e", "-f", settings])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var server = new SshServer(root, port, key, process);
        await File.WriteAllTextAsync(
            server.KnownHosts, $"[127.0.0.1]:{port} {await File.ReadAllTextAsync(hostKey + ".pub", Sandbox.Cancellation)}", Sandbox.Cancellation);
        await Wait.UntilAsync(server.Listens, "sshd listens");
        return server;
    }

    /// <summary>Another key that the server does not know.</summary>
    public string NewKey(string name) => MakeKey(_root, name);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string MakeKey(string root, string name)
    {
        var path = Path.Combine(root, name);
        using var maker = Process.Start(new ProcessStartInfo("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]))!;
        maker.WaitForExit();
        Assert.Equal(0, maker.ExitCode);
        return path;
    }

    private bool Listens()
    {
        Assert.False(_process.HasExited, "sshd has ended by itself");
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
