using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.S3;
using Registry.App.Storage.S3;
using Xunit;

namespace Registry.Testing;

/// <summary>
/// A real server that speaks the S3 protocol: OpenStack Swift, of a proxy, its cache and the three servers behind it, with its data in a directory that
/// goes with it. It has an empty bucket.
/// </summary>
public sealed class ObjectServer : IAsyncDisposable
{
    public const string Bucket = "crates";
    private const string AccessKey = "test:tester";
    private const string SecretKey = "testing";
    private const string Proxy = "proxy";

    private static readonly string[] Stores = ["account", "container", "object"];
    private const int Attempts = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<Process> _processes = [];
    private readonly int _port;

    private ObjectServer(int port)
    {
        _port = port;
        Client = S3Client.Create(Options);
    }

    public IAmazonS3 Client { get; }

    /// <summary>What the registry is told of it.</summary>
    public string[] Settings =>
    [
        "--Storage:Kind=S3", $"--Storage:S3:Bucket={Bucket}", $"--Storage:S3:Endpoint={Options.Endpoint}",
        $"--Storage:S3:AccessKey={AccessKey}", $"--Storage:S3:SecretKey={SecretKey}",
    ];

    private S3Options Options => new()
    {
        Bucket = Bucket,
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"),
        AccessKey = AccessKey,
        SecretKey = SecretKey,
    };

    public static async Task<ObjectServer> StartAsync(CancellationToken cancellationToken)
    {
        foreach (var program in (string[])["swift-ring-builder", "memcached"])
            Require(program);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(cancellationToken);
            }
            catch (TimeoutException) when (attempt < Attempts)
            {
                // Somebody else was given one of its ports meanwhile.
            }
        }
    }

    private static async Task<ObjectServer> StartOnceAsync(CancellationToken cancellationToken)
    {
        var ports = FreePorts(Stores.Length + 2);
        var (port, cache) = (ports[^1], ports[^2]);
        var server = new ObjectServer(port);
        try
        {
            await Task.WhenAll(Stores.Select((store, at) => server.AddAsync(store, ports[at], cancellationToken)));
            server.Start("memcached", ["-l", "127.0.0.1", "-p", cache.ToString(CultureInfo.InvariantCulture), "-u", Environment.UserName]);
            server.StartServer(Proxy, ProxyConfiguration(server._directory.Path, port, cache));
            await Wait.UntilAsync(() => server.TakesObjectsAsync(cancellationToken), Patience, "the object server to take a bucket and an object");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the bucket holds.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var listed = await Client.ListObjectsV2Async(new() { BucketName = Bucket }, cancellationToken);
        return [.. (listed.S3Objects ?? []).Select(found => found.Key)];
    }

    /// <summary>Puts something into the bucket that the registry has not put there.</summary>
    public Task PutAsync(string key, CancellationToken cancellationToken) =>
        Client.PutObjectAsync(new() { BucketName = Bucket, Key = key, ContentBody = "x", UseChunkEncoding = false }, cancellationToken);

    /// <summary>From now on nobody answers at its address.</summary>
    public async Task StopAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _processes.ForEach(process => process.Dispose());
        Client.Dispose();
        _directory.Dispose();
    }

    private async Task AddAsync(string store, int port, CancellationToken cancellationToken)
    {
        var builder = Path.Combine(_directory.Path, $"{store}.builder");
        Directory.CreateDirectory(Path.Combine(_directory.Path, "devices", "d1"));
        foreach (var arguments in (string[][])
        [
            ["create", "4", "1", "0"],
            ["add", string.Create(CultureInfo.InvariantCulture, $"r1z1-127.0.0.1:{port}/d1"), "1"],
            ["rebalance"],
        ])
        {
            var start = new ProcessStartInfo("swift-ring-builder", [builder, .. arguments]);
            (await ProgramResult.RunAsync(start, cancellationToken)).Succeeded();
        }

        StartServer(store, StoreConfiguration(_directory.Path, store, port));
    }

    private void StartServer(string name, string configuration)
    {
        var file = Path.Combine(_directory.Path, $"{name}.conf");
        File.WriteAllText(file, configuration);
        Start($"swift-{name}-server", [file]);
    }

    private void Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        lock (_processes)
            _processes.Add(process);
    }

    /// <summary>Of the servers behind the proxy the one of objects is asked last, and may be the last one there.</summary>
    private async Task<bool> TakesObjectsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.PutBucketAsync(Bucket, cancellationToken);
            await PutAsync("first", cancellationToken);
            await Client.DeleteObjectAsync(Bucket, "first", cancellationToken);
            return (await KeysAsync(cancellationToken)).Count == 0;
        }
        catch (Exception early) when (early is AmazonS3Exception or HttpRequestException)
        {
            return false;
        }
    }

    private static void Require(string program)
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (places.Any(place => File.Exists(Path.Combine(place, program))))
            return;
        var words = $"{program} is not on the PATH; install OpenStack Swift and memcached (Debian: swift-proxy, swift-account, swift-container, swift-object, memcached).";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(words);
        Assert.Skip(words);
    }

    /// <summary>All at once, so that no two are the same.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    private static string StoreConfiguration(string directory, string store, int port) => FormattableString.Invariant(
        $"""
        [DEFAULT]
        bind_ip = 127.0.0.1
        bind_port = {port}
        workers = 0
        user = {Environment.UserName}
        swift_dir = {directory}
        devices = {directory}/devices
        mount_check = false
        log_address = /dev/null
        [pipeline:main]
        pipeline = {store}-server
        [app:{store}-server]
        use = egg:swift#{store}
        """);

    /// <summary>On a busy machine a store may be slow to answer; the proxy is not to give it up for that.</summary>
    private static string ProxyConfiguration(string directory, int port, int cache) => FormattableString.Invariant(
        $"""
        [DEFAULT]
        bind_ip = 127.0.0.1
        bind_port = {port}
        workers = 0
        user = {Environment.UserName}
        swift_dir = {directory}
        log_address = /dev/null
        [pipeline:main]
        pipeline = catch_errors cache s3api tempauth proxy-server
        [filter:catch_errors]
        use = egg:swift#catch_errors
        [filter:cache]
        use = egg:swift#memcache
        memcache_servers = 127.0.0.1:{cache}
        [filter:s3api]
        use = egg:swift#s3api
        allow_multipart_uploads = false
        location = us-east-1
        [filter:tempauth]
        use = egg:swift#tempauth
        user_test_tester = {SecretKey} .admin
        [app:proxy-server]
        use = egg:swift#proxy
        account_autocreate = true
        conn_timeout = 10
        node_timeout = 30
        error_suppression_limit = 100000
        """);
}
