using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>The installed Chromium, started when the first test opens a page.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Chromium)>> _running = new(StartAsync);

    /// <summary>Opens a page as a visitor who was never here before.</summary>
    internal async Task<Visit> OpenAsync(Uri url, BrowserNewContextOptions? options = null)
    {
        var (_, chromium) = await _running.Value;
        var context = await chromium.NewContextAsync(options);
        context.SetDefaultTimeout((float)Site.Patience.TotalMilliseconds);
        var visit = new Visit(context, await context.NewPageAsync());
        await visit.Page.GotoAsync(url.AbsoluteUri);
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return;
        var (playwright, chromium) = await _running.Value;
        await chromium.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright Playwright, IBrowser Chromium)> StartAsync()
    {
        var executable = Tool.Find("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
        Assertions.SetDefaultExpectTimeout((float)Site.Patience.TotalMilliseconds);
        var playwright = await Playwright.CreateAsync();
        try
        {
            return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Arguments }));
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }
}
