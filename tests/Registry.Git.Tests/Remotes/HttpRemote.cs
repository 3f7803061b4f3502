using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;
using Registry.Jobs.Index.Git;

namespace Registry.Git.Tests.Remotes;

/// <summary>Git's own HTTP server, <c>git http-backend</c>, behind basic authentication.</summary>
internal sealed class HttpRemote : IAsyncDisposable
{
    public const string Username = "ada";
    public const string Password = "p4ss w0rd/%&'\"$x";

    private readonly WebApplication _application;
    private readonly string _root;

    private HttpRemote(WebApplication application, string root)
    {
        _application = application;
        _root = root;
    }

    /// <summary>The address of the repository <c>remote.git</c>.</summary>
    public string Url => _application.Urls.Single() + "/remote.git";

    /// <summary>Ends the connection in the middle of a push.</summary>
    public bool DiesInPush { get; set; }

    /// <summary>The queries and paths that were asked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<HttpRemote> StartAsync(string root)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        HttpRemote? remote = null;
        application.Run(http => remote!.AnswerAsync(http));
        await application.StartAsync(Sandbox.Cancellation);
        return remote = new HttpRemote(application, root);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Requests.Enqueue(http.Request.Path + http.Request.QueryString);
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));
        if (http.Request.Headers.Authorization != expected)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"index\"";
            return;
        }

        if (DiesInPush && http.Request.Path.Value!.EndsWith("/git-receive-pack", StringComparison.Ordinal))
        {
            await http.Request.Body.ReadExactlyAsync(new byte[100], http.RequestAborted);
            http.Abort();
            return;
        }

        http.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
        using var backend = Process.Start(Command(http.Request))!;
        var sending = SendAsync(http.Request.Body, backend.StandardInput.BaseStream);
        var errors = backend.StandardError.ReadToEndAsync();
        await ReceiveAsync(backend.StandardOutput.BaseStream, http.Response);
        await sending;
        await errors;
        await backend.WaitForExitAsync();
    }

    private ProcessStartInfo Command(HttpRequest request)
    {
        var start = GitExecutable.Find().Command("http-backend");
        var environment = start.Environment;
        environment["GIT_PROJECT_ROOT"] = _root;
        environment["GIT_HTTP_EXPORT_ALL"] = "1";
        environment["PATH_INFO"] = request.Path;
        environment["QUERY_STRING"] = request.QueryString.Value!.TrimStart('?');
        environment["REQUEST_METHOD"] = request.Method;
        environment["CONTENT_TYPE"] = request.ContentType ?? "";
        environment["REMOTE_USER"] = Username;
        environment["REMOTE_ADDR"] = "127.0.0.1";
        if (request.ContentLength is { } length)
            environment["CONTENT_LENGTH"] = length.ToString(CultureInfo.InvariantCulture);
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding)
            environment["HTTP_CONTENT_ENCODING"] = encoding;
        if (request.Headers["Git-Protocol"].ToString() is { Length: > 0 } protocol)
            environment["GIT_PROTOCOL"] = protocol;
        return start;
    }

    private static async Task SendAsync(Stream body, Stream input)
    {
        try
        {
            await body.CopyToAsync(input);
        }
        catch (IOException)
        {
            // It has heard enough.
        }
        finally
        {
            input.Close();
        }
    }

    /// <summary>The answer of a CGI program: headers, an empty line, the body.</summary>
    private static async Task ReceiveAsync(Stream output, HttpResponse response)
    {
        using var answer = new MemoryStream();
        await output.CopyToAsync(answer);
        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim());
            if (name == "Status")
                response.StatusCode = int.Parse(value[..3], CultureInfo.InvariantCulture);
            else
                response.Headers[name] = value;
        }

        await response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
