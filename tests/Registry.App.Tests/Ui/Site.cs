using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Registry.App.Changes;
using Registry.App.Home;
using Registry.App.SignIn;
using Registry.App.Tests.Changes;
using Registry.App.Tests.Home;
using Registry.App.Ui;
using Registry.Jobs;

namespace Registry.App.Tests.Ui;

/// <summary>The pages, served as any host would serve them, at an address of this machine.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app) => _app = app;

    public FakeFeed Feed { get; } = new();

    public HttpClient Browser { get; } = new();

    public static async Task<Site> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(RegistryPages).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        Site? site = null;
        builder.Services.AddSingleton<IChangeFeed>(_ => site!.Feed);
        builder.Services.AddSingleton(new PublicUrl(() => new("https://crates.example.org/")));
        builder.Services.AddSingleton<IHomeReader>(new FakeHome());
        builder.Services.AddRegistryPages();
        builder.Services.AddAuthorizationBuilder().AddPolicy(Policies.Read, policy => policy.RequireAssertion(_ => true));
        var app = builder.Build();
        app.UseErrorPages();
        app.UseAuthorization();
        app.MapRegistryPages();
        app.MapGet("/fault", string () => throw new InvalidOperationException("a fault of the test"));
        app.MapGet("/api/v1/nothing", () => Results.NotFound());
        site = new Site(app);
        await app.StartAsync(cancellationToken);
        site.Browser.BaseAddress = new(app.Urls.Single());
        site.Browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _app.DisposeAsync();
    }
}
