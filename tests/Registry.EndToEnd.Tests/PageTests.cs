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
