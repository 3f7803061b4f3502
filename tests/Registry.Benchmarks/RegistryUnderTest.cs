using Registry.Testing;

namespace Registry.Benchmarks;

/// <summary>
/// <c>registry serve</c> as a process of its own, on an embedded PostgreSQL with its ordinary settings, in a directory that goes with it.
/// </summary>
internal sealed class RegistryUnderTest : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly RegistryProcess _process;

    private RegistryUnderTest(TemporaryDirectory directory, RegistryProcess process, string token)
    {
        _directory = directory;
        _process = process;
        Token = token;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 }) { BaseAddress = process.Url };
    }

    public Uri Url => _process.Url;

    public string Token { get; }

    public HttpClient Http { get; }

    /// <summary>The setting by which verbs find its data.</summary>
    public string DataSetting => $"--Registry:DataDirectory={_directory.Path}";

    public int ProcessId => _process.Id;

    /// <param name="settings">More settings than it needs.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <param name="prepare">Puts something into its data directory first.</param>
    public static async Task<RegistryUnderTest> StartAsync(
        string[] settings, CancellationToken cancellationToken, Action<string>? prepare = null)
    {
        var directory = new TemporaryDirectory();
        prepare?.Invoke(directory.Path);
        var data = $"--Registry:DataDirectory={directory.Path}";

        // One user publishes more than anybody would.
        string[] unlimited = ["--RateLimits:PublishNew:Burst=0", "--RateLimits:PublishUpdate:Burst=0"];
        var process = await RegistryProcess.StartAsync(
            ["serve", data, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Registry=Warning", .. unlimited, .. settings]);
        await RegistryExecutable.RunAsync(["user", "add", "ada", data], cancellationToken);
        var token = await RegistryExecutable.RunAsync(["token", "create", "--user", "ada", "--name", "bench", data], cancellationToken);
        return new RegistryUnderTest(directory, process, token.Output.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
        _directory.Dispose();
    }
}
