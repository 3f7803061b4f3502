using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>A PostgreSQL of a test's own, with <c>fsync</c>, to be taken down. Unlike the embedded one it stays down until it is started.</summary>
internal sealed partial class Cluster : IAsyncDisposable
{
    private const int SigQuit = 3;

    private readonly TemporaryDirectory _directory;
    private readonly PostgresHome _home;
    private readonly PostgresServer _server;
    private readonly string _password;
    private PostgresEndpoint? _endpoint;

    private Cluster(TemporaryDirectory directory, PostgresHome home, PostgresServer server, string password)
    {
        _directory = directory;
        _home = home;
        _server = server;
        _password = password;
    }

    public string ConnectionString => _endpoint!.ConnectionString(PostgresProbe.Database, _password).ConnectionString;

    public static async Task<Cluster> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_101_101);
        var home = new PostgresHome(Path.Combine(directory.Path, "postgres"));
        Directory.CreateDirectory(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new EmbeddedPostgresOptions { Settings = settings };
        var binaries = await PostgresBinaries.FindAsync(directories: null, neededVersion: null, cancellationToken);
        var account = await ServerAccount.ChooseAsync(home, cancellationToken);
        await PostgresCluster.CreateAsync(home, binaries, account, cancellationToken);
        var password = PostgresCluster.ReadPassword(home);
        var server = new PostgresServer(home, binaries, account, options, password, NullLogger.Instance, TimeProvider.System);
        var cluster = new Cluster(directory, home, server, password);
        await cluster.StartAgainAsync(cancellationToken);
        return cluster;
    }

    public async Task StartAgainAsync(CancellationToken cancellationToken) =>
        _endpoint = await _server.EnsureRunningAsync(_endpoint, cancellationToken);

    /// <summary>Cleanly: sessions are ended, everything is written.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>As <c>pg_ctl stop --mode immediate</c> does: what is not in the log is lost, and the next start recovers.</summary>
    public async Task CrashAsync()
    {
        var file = PostmasterFile.Read(_home.PostmasterFile) ?? throw new InvalidOperationException("The server is not running.");
        _ = Kill(file.ProcessId, SigQuit);
        await Wait.UntilAsync(() => !file.IsRunning(), timeout: null, "the server to end");
    }

    /// <summary>The next start is that of a standby, which only reads until it is promoted.</summary>
    public void MarkAsStandby() => File.WriteAllText(Path.Combine(_home.Cluster, "standby.signal"), "");

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.StopAsync();
        _directory.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
