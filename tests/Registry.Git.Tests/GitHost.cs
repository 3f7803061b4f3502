using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Registry.App.GitServing;
using Registry.Jobs.Index.Git;

namespace Registry.Git.Tests;

/// <summary>A web server on a free port that serves a sandbox's git index and nothing else.</summary>
internal sealed class GitHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private GitHost(WebApplication application)
    {
        _application = application;
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    /// <summary>The address to clone from.</summary>
    public string Url => $"{Client.BaseAddress}git/index";

    public Uri Address => Client.BaseAddress!;

    public HttpClient Client { get; }

    /// <summary>What clients sent: method, path, and the headers that matter here.</summary>
    public ConcurrentQueue<(string Method, string Path, string Protocol, string Encoding)> Requests { get; } = [];

    public static async Task<GitHost> StartAsync(Sandbox sandbox, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value));
        builder.Services.AddGitIndex(_ => sandbox.Path);
        builder.Services.AddGitServing();
        var application = builder.Build();
        GitHost? host = null;
        application.Use((http, next) =>
        {
            var headers = http.Request.Headers;
            host!.Requests.Enqueue(
                (http.Request.Method, http.Request.Path, headers["Git-Protocol"].ToString(), headers.ContentEncoding.ToString()));
            return next(http);
        });
        application.MapGitIndex();
        await application.StartAsync(Sandbox.Cancellation);
        return host = new GitHost(application);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
