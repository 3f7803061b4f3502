using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

public sealed class WatchingTests(Databases databases, Browser browser)
{
    /// <summary>Collects what a reader can see as the title. The promise is kept once all who follow changes of the page have had their say.</summary>
    private const string FollowTitle = """
        window.titles = new Set();
        const follow = () => Promise.resolve().then(() => window.titles.add(document.title));
        document.addEventListener("DOMContentLoaded", () => new MutationObserver(follow).observe(document, { childList: true, subtree: true, characterData: true }));
        """;

    [Fact]
    public async Task An_open_page_goes_to_usable_and_to_done_without_a_reload_once_a_worker_runs()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(site.PageOf(change));
        await Expect(visit.Chip).ToHaveTextAsync("Waiting");
        await visit.UntilLiveAsync();
        await visit.Page.EvaluateAsync("window.openedOnce = true");

        await site.StartWorkerAsync("--queue", "sparse");
        await Expect(visit.Chip).ToHaveTextAsync("Usable");
        await Expect(visit.Say).ToContainTextAsync("No worker is running; the last steps go on");

        await site.StartWorkerAsync("--queue", "git", "--queue", "default");
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");

        Assert.True(await visit.Page.EvaluateAsync<bool>("window.openedOnce === true"));
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_title_stays_while_a_page_is_connected_and_tells_how_far_the_change_is()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(new Uri("about:blank"));
        await visit.Page.AddInitScriptAsync(FollowTitle);
        await visit.Page.GotoAsync(site.PageOf(change).AbsoluteUri);
        await visit.UntilLiveAsync();
        await site.StartWorkerAsync("--queue", "sparse");
        await Assertions.Expect(visit.Page).ToHaveTitleAsync("tide 0.1.0 — usable");

        var titles = await visit.Page.EvaluateAsync<string[]>("[...window.titles]");
        Assert.Contains("tide 0.1.0 — waiting", titles);
        Assert.DoesNotContain("", titles);
        Assert.Equal(1, await visit.Page.Locator("title").CountAsync());
    }

    [Fact]
    public async Task Without_scripts_the_page_tells_the_truth_and_refreshes_itself_until_the_change_is_done()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(site.PageOf(change), new BrowserNewContextOptions { JavaScriptEnabled = false });
        await Expect(visit.Chip).ToHaveTextAsync("Waiting");
        await Expect(visit.Say).ToContainTextAsync("Your upload is safe.");
        await Expect(visit.Page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(1);

        await site.StartWorkerAsync();
        await Expect(visit.Chip).ToHaveTextAsync("Usable");
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        await Expect(visit.Page.Locator("meta[http-equiv=refresh]")).ToHaveCountAsync(0);
        Assert.Empty(visit.Errors);
    }
}
