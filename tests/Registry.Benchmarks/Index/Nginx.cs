using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>nginx with one file, as a single process that goes with the bench.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly Process _process;

    private Nginx(TemporaryDirectory directory, Process process, Uri url)
    {
        _directory = directory;
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    public static async Task<Nginx> StartAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "html", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, content, cancellationToken);
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "nginx.conf"), Configuration(port), cancellationToken);
        var process = Process.Start(new ProcessStartInfo("nginx", ["-p", directory.Path, "-c", "nginx.conf", "-e", "error.log"]))!;
        var nginx = new Nginx(directory, process, new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/")));
        using var http = new HttpClient();
        await Wait.UntilAsync(() => process.HasExited || Answers(http, new Uri(nginx.Url, path)), TimeSpan.FromSeconds(10), "nginx to start");
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }

    private static bool Answers(HttpClient http, Uri url)
    {
        try
        {
            using var answer = http.Send(new HttpRequestMessage(HttpMethod.Get, url));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Configuration(int port) => FormattableString.Invariant(
        $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        events { worker_connections 512; }
        http {
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 100000000;
            open_file_cache max=100;
            default_type text/plain;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server { listen 127.0.0.1:{{port}}; root html; }
        }
        """);
}
