using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

public sealed class PageTests(Databases databases, Browser browser)
{
    private const string AssetAddresses =
        "[...document.querySelectorAll('link[href], script[src], img[src]')].map(element => element.href || element.src)";

    [Fact]
    public async Task The_pages_are_accessible_complete_and_fit_a_phone_in_light_and_in_dark()
    {
        await using var site = await Site.StartAsync("web", databases);
        var waiting = await site.PublishAsync("tide", "0.1.0");
        await InspectAsync(site.Url, page => Expect(page.Page.Locator("h1")).ToBeVisibleAsync());
        await InspectAsync(site.PageOf(waiting), async page =>
        {
            await Expect(page.Chip).ToHaveTextAsync("Waiting");
            await page.UntilLiveAsync();
        });

        await site.StartWorkerAsync();
        await site.WaitAsync(waiting, "done");
        await InspectAsync(site.PageOf(waiting), page => Expect(page.Say).ToContainTextAsync("Nothing is left to do."));
    }

    [Fact]
    public async Task Whatever_the_keyboard_reaches_shows_that_it_is_there()
    {
        await using var site = await Site.StartAsync("web", databases);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var visit = await browser.OpenAsync(site.Url, new BrowserNewContextOptions { ColorScheme = scheme });
            var reached = await Focus.WalkAsync(visit.Page);
            Assert.Superset(new HashSet<string> { "A Skip to the content", "A Registry", "BUTTON Switch between light and dark" }, reached);
            Assert.Contains(reached, name => name.StartsWith("BUTTON Copy", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Commands_break_between_words_only_and_stay_in_sight(int width)
    {
        await using var site = await Site.StartAsync("web", databases);
        var waiting = await site.PublishAsync("tide-tables-of-the-northern-and-the-southern-seas", "0.1.0");
        foreach (var url in new[] { site.Url, site.PageOf(waiting), new Uri(site.Url, "crates/tide-tables-of-the-northern-and-the-southern-seas/0.1.0") })
        {
            await using var visit = await browser.OpenAsync(url);
            await visit.Page.SetViewportSizeAsync(width, 844);
            var words = visit.Page.Locator(".copyable pre span");
            Assert.NotEqual(0, await words.CountAsync());
            Assert.True(await words.EvaluateAllAsync<bool>("all => all.every(word => word.getClientRects().length <= 1)"), $"{url} breaks a word.");
            Assert.True(
                width < 1280 || await visit.Page.Locator(".copyable pre").EvaluateAllAsync<bool>("all => all.every(box => box.scrollWidth <= box.clientWidth)"),
                $"{url} cuts a command off.");
        }
    }

    private async Task InspectAsync(Uri url, Func<Visit, Task> opened)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var visit = await browser.OpenAsync(url, new BrowserNewContextOptions { ColorScheme = scheme });
            await opened(visit);
            await visit.AssertAccessibleAsync();
            await AssertAssetsAsync(visit);
            await visit.Page.SetViewportSizeAsync(390, 844);
            var (content, window) = (await WidthAsync(visit, "scrollWidth"), await WidthAsync(visit, "clientWidth"));
            Assert.True(content <= window, $"{url} is {content} wide in a window of {window}.");
            await visit.AssertAccessibleAsync();
            Assert.Empty(visit.Errors);
        }
    }

    private static async Task AssertAssetsAsync(Visit visit)
    {
        var addresses = await visit.Page.EvaluateAsync<string[]>(AssetAddresses);
        Assert.NotEmpty(addresses);
        foreach (var address in addresses)
        {
            var asset = await visit.Page.APIRequest.GetAsync(address);
            Assert.True(asset.Ok && (await asset.BodyAsync()).Length > 0, $"{address} answers {asset.Status} and nothing.");
        }
    }

    private static Task<int> WidthAsync(Visit visit, string width) => visit.Page.EvaluateAsync<int>($"document.documentElement.{width}");
}
