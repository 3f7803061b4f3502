using System.Text.Json.Nodes;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>What comes over the wire when somebody who was never here opens a page.</summary>
public sealed class PageWeightTests(Databases databases, Browser browser)
{
    private const int MostBytes = 100_000;

    /// <summary>As long as those of well-kept crates are.</summary>
    private static readonly string Readme = string.Concat(Enumerable.Range(1, 40).Select(n =>
        $"## Section {n}\n\nHeights of high water at station {n * 7919 % 997}, with the *corrections* of [year {1900 + n}](docs/{n}.md).\n\n"
        + $"```rust\nlet table = tide_tables::Table::of(\"station-{n * 104729 % 9973}\");\n```\n\n"));

    [Fact]
    public async Task The_front_page_and_that_of_a_crate_are_light_and_have_no_circuit()
    {
        await using var site = await Site.StartAsync("serve", databases);
        await PublishAsync(site);
        foreach (var path in new[] { "", "crates/tide-tables" })
        {
            await using var visit = await browser.OpenAsync(new Uri("about:blank"));
            var circuits = 0;
            visit.Page.WebSocket += (_, _) => circuits++;
            await using var transfer = await Transfer.OfAsync(visit.Page);
            await visit.Page.GotoAsync(new Uri(site.Url, path).AbsoluteUri, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
            await Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
            await visit.Page.EvaluateAsync("document.fonts.ready.then(() => true)");

            Assert.Contains(transfer.Files, file => file.Url.EndsWith(".woff2", StringComparison.Ordinal));
            Assert.True(transfer.Bytes < MostBytes, $"/{path} takes {transfer.Bytes} bytes:\n{transfer}");
            TestContext.Current.SendDiagnosticMessage($"/{path} takes {transfer.Bytes} bytes:\n{transfer}");
            Assert.Equal(0, circuits);
            Assert.Empty(visit.Errors);
        }
    }

    [Fact]
    public async Task What_a_page_needs_is_fetched_once_and_kept()
    {
        await using var site = await Site.StartAsync("web", databases);
        await using var visit = await browser.OpenAsync(new Uri("about:blank"));
        await using var transfer = await Transfer.OfAsync(visit.Page);
        await visit.Page.GotoAsync(site.Url.AbsoluteUri, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
        foreach (var file in transfer.Files.Where(file => file.Url != site.Url.AbsoluteUri))
            Assert.Contains("immutable", file.Cached, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(Site site)
    {
        var metadata = CrateUpload.Metadata("tide-tables", "0.1.0");
        metadata["readme"] = Readme;
        metadata["readme_file"] = "README.md";
        metadata["keywords"] = new JsonArray("tide", "water");
        using var answer = await site.Http.PublishAsync(
            site.Token, CrateUpload.Body("tide-tables", "0.1.0", metadata), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await site.Http.GetChangeAsync("/api/v1/crates/tide-tables/0.1.0/status?wait=done&timeout=60", TestContext.Current.CancellationToken);
    }
}
