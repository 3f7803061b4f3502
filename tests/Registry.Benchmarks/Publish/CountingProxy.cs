using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Registry.Benchmarks.Publish;

/// <summary>Stands between cargo and the registry, and counts the reads of index files that follow an upload.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();
    private Uri? _target;
    private bool _uploaded;
    private int _reads;

    private CountingProxy(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First() + "/");

    public int IndexReadsSinceUpload => Volatile.Read(ref _reads);

    public static async Task<CountingProxy> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var proxy = new CountingProxy(builder.Build());
        proxy._app.Run(proxy.ForwardAsync);
        await proxy._app.StartAsync(cancellationToken);
        return proxy;
    }

    public void ForwardTo(Uri target) => _target = target;

    public void Reset()
    {
        _uploaded = false;
        _reads = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        Count(context.Request);
        var pathAndQuery = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target!, pathAndQuery));
        if (context.Request.ContentLength is not null)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var name in new[] { "Authorization", "If-None-Match", "Accept" })
        {
            if (context.Request.Headers.TryGetValue(name, out var value))
                request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        using var response = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        if (response.Headers.ETag is { } tag)
            context.Response.Headers.ETag = tag.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private void Count(HttpRequest request)
    {
        // The registry looks at itself through this address too.
        if (!request.Headers.UserAgent.ToString().StartsWith("cargo", StringComparison.Ordinal))
            return;
        if (request.Method == HttpMethods.Put)
            _uploaded = true;
        else if (_uploaded && request.Path.StartsWithSegments("/index", out var file) && file != "/config.json")
            Interlocked.Increment(ref _reads);
    }
}
