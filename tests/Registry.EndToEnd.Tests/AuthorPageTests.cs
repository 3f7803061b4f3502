using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>The pages of authors, in a real browser.</summary>
public sealed class AuthorPageTests(Databases databases, Browser browser)
{
    private const string Readme = """
        # Tides

        Heights of high water. See the [guide](docs/guide.md) and [how to use it](#use).

        ## Use

        ```rust
        let table = tide_tables::Table::of("Cuxhaven", "with an argument that is longer than a phone is wide, and then some more of it");
        ```

        | Station | Height |
        |:--------|-------:|
        | Cuxhaven | 3.1 m |

        <script>document.body.dataset.ran = "script"</script>
        <img src=x onerror="document.body.dataset.ran = 'image'">
        <details open ontoggle="document.body.dataset.ran = 'toggle'"><summary>more</summary>less</details>
        <svg onload="document.body.dataset.ran = 'svg'"></svg>
        <iframe src="/" srcdoc="<script>parent.document.body.dataset.ran = 'frame'</script>"></iframe>
        <form action="/sign-out" method="post"><input name="q"><button>Go</button></form>
        <style>main { display: none }</style>
        <div id="main" class="site-header" style="position:fixed;inset:0">over everything</div>
        <a href="javascript:document.body.dataset.ran = 'link'">press me</a>
        </div></section></main><p>outside</p>
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_the_front_page_by_search_to_a_crate_and_its_version(bool scripts)
    {
        await using var site = await StartAsync();
        await using var visit = await browser.OpenAsync(site.Url, new BrowserNewContextOptions { JavaScriptEnabled = scripts });
        await Expect(visit.Page.Locator(".fresh li")).ToHaveCountAsync(2);
        if (scripts)
            await visit.Page.Keyboard.PressAsync("/");
        else
            await visit.Page.FocusAsync("input[type=search]");
        await visit.Page.Keyboard.TypeAsync("tide");
        await visit.Page.Keyboard.PressAsync("Enter");

        await visit.Page.Locator(".found a", new() { HasText = "tide-tables" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("tide-tables");
        await Expect(visit.Page.Locator(".readme")).ToContainTextAsync("Heights of high water");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "how to use it" }).ClickAsync();
        Assert.EndsWith("/crates/tide-tables#readme-use", visit.Page.Url, StringComparison.Ordinal);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Versions (2)" }).ClickAsync();
        await visit.Page.Locator(".versions").GetByRole(AriaRole.Link, new() { Name = "0.1.0", Exact = true }).ClickAsync();
        await Expect(visit.Say).ToContainTextAsync("can be used");
        await Expect(visit.Page.GetByText("by ferris").First).ToBeVisibleAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_readme_cannot_run_frame_or_break_out()
    {
        await using var site = await StartAsync();
        foreach (var path in new[] { "crates/tide-tables", "crates/tide-tables/0.2.0" })
        {
            await using var visit = await browser.OpenAsync(new Uri(site.Url, path));
            var readme = visit.Page.Locator(".readme");
            await readme.GetByText("press me").ClickAsync();
            await Expect(readme.GetByText("outside")).ToBeVisibleAsync();
            Assert.Equal(0, await readme.Locator("script, iframe, form, input, button, style, svg, [style], [onclick]").CountAsync());
            Assert.Null(await visit.Page.EvaluateAsync<string?>("document.body.dataset.ran ?? null"));
            Assert.Single(visit.Page.Context.Pages);
            Assert.Single(visit.Page.Frames);
            Assert.Equal("static", await readme.GetByText("over everything").EvaluateAsync<string>("element => getComputedStyle(element).position"));
            Assert.Equal(1, await visit.Page.Locator("#main").CountAsync());
            await Expect(visit.Page.Locator("main")).ToBeVisibleAsync();
            Assert.Empty(visit.Errors);
        }
    }

    [Fact]
    public async Task An_author_sees_what_happens_makes_a_token_and_shares_a_crate()
    {
        await using var site = await Site.StartAsync("web", databases);
        await SetPasswordAsync(site);
        await using var visit = await browser.OpenAsync(new Uri(site.Url, "me"));
        var page = visit.Page;
        await page.FillAsync("#login", "ferris");
        await page.FillAsync("#password", "correct horse battery");
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.GetByText("Nothing is under way.")).ToBeVisibleAsync();

        await site.PublishAsync("moor-line", "0.1.0");
        await Expect(page.Locator(".now .chip")).ToHaveTextAsync("Waiting");
        await visit.AssertAccessibleAsync();
        await site.StartWorkerAsync();
        await Expect(page.Locator(".now .chip")).ToHaveTextAsync("Usable");
        await Expect(page.Locator(".now ol li.done")).ToHaveCountAsync(5);
        await Expect(page.Locator("[aria-labelledby=changes] .chip")).ToHaveTextAsync("Done");
        await Expect(page.Locator("[aria-labelledby=crates] .chip")).ToHaveTextAsync("Usable");
        await page.GetByRole(AriaRole.Link, new() { Name = "Failed only" }).ClickAsync();
        await Expect(page.GetByText("Nothing of yours fails, and nothing has been stopped.")).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(site.Url, "me/tokens").AbsoluteUri);
        await page.FillAsync("#name", "ci");
        await page.CheckAsync("input[value=yank]");
        await page.FillAsync("#crates", "moor-*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Expect(page.Locator(".fresh")).ToContainTextAsync("It may yank and unyank versions of moor-*");
        await visit.AssertAccessibleAsync();
        var token = await page.Locator(".fresh pre").First.TextContentAsync();
        using (var yank = await site.Http.YankAsync(token!, "moor-line", "0.1.0", TestContext.Current.CancellationToken))
            Assert.True(yank.IsSuccessStatusCode);
        await page.Locator("summary", new() { HasText = "Revoke" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke ci" }).ClickAsync();
        await Expect(page.GetByText("The token ci is revoked.")).ToBeVisibleAsync();
        using (var unyank = await site.Http.UnyankAsync(token!, "moor-line", "0.1.0", TestContext.Current.CancellationToken))
            Assert.False(unyank.IsSuccessStatusCode);

        await page.GotoAsync(new Uri(site.Url, "crates/moor-line/owners").AbsoluteUri);
        await page.FillAsync("#owner", "nobody");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("There is no user nobody.");
        await visit.AssertAccessibleAsync();
        Assert.Empty(visit.Errors);
    }

    private async Task<Site> StartAsync()
    {
        var site = await Site.StartAsync("serve", databases);
        await site.WaitAsync(await site.PublishAsync("moor-line", "0.1.0"), "usable");
        var on = new JsonObject { ["name"] = "moor-line", ["version_req"] = "^0.1", ["kind"] = "normal" };
        foreach (var version in new[] { "0.1.0", "0.2.0" })
        {
            var metadata = CrateUpload.Metadata("tide-tables", version, on.DeepClone());
            metadata["readme"] = Readme;
            metadata["readme_file"] = "README.md";
            metadata["keywords"] = new JsonArray("tide", "water");
            using var answer = await site.Http.PublishAsync(
                site.Token, CrateUpload.Body("tide-tables", version, metadata), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await site.Http.GetChangeAsync($"/api/v1/crates/tide-tables/{version}/status?wait=usable&timeout=60", TestContext.Current.CancellationToken);
        }

        return site;
    }

    private static async Task SetPasswordAsync(Site site)
    {
        var hash = new Microsoft.AspNetCore.Identity.PasswordHasher<Registry.Data.Accounts.User>().HashPassword(null!, "correct horse battery");
        await using var database = await site.OpenDatabaseAsync();
        await using var command = new Npgsql.NpgsqlCommand("UPDATE users SET password_hash = $1 WHERE login = 'ferris'", database) { Parameters = { new() { Value = hash } } };
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
