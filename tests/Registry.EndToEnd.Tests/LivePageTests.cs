using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Pages without a circuit, open while something is published.</summary>
public sealed class LivePageTests(Databases databases, PostgresFixture postgres, Browser browser)
{
    private const string Password = "a long enough password";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_a_crate_goes_from_waiting_to_usable_without_a_reload_and_leaves_its_reader_alone()
    {
        await using var site = await Site.StartAsync("web", databases);
        await site.PublishAsync("tide", "0.1.0");
        await using var crate = await OpenAsync(site, "crates/tide");
        await using var versions = await OpenAsync(site, "crates/tide/versions");
        await using var version = await OpenAsync(site, "crates/tide/0.1.0");
        await using var home = await OpenAsync(site, "");
        await Expect(crate.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 is being published — step 2 of 5.");
        await Expect(crate.Chip).ToHaveTextAsync("Waiting");
        await Expect(versions.Page.Locator(".versions .chip")).ToHaveTextAsync("Waiting");
        await Expect(version.Say).ToContainTextAsync("Cargo does not see it yet.");
        await Expect(home.Page.Locator(".fresh .chip")).ToHaveTextAsync("Waiting");
        await crate.Page.Locator(".under-way a", new() { HasText = "See where it stands" }).FocusAsync();
        var top = await TopAsync(crate.Page);

        await site.StartWorkerAsync("--queue", "sparse");
        await Expect(crate.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 can be used; the last steps go on — step 4 of 5.");
        await Expect(crate.Page.Locator(".head .copy-button")).ToBeEnabledAsync();
        await Expect(crate.Chip).ToHaveCountAsync(0);
        await Expect(versions.Page.Locator(".versions .chip")).ToHaveCountAsync(0);
        await Expect(version.Say).ToContainTextAsync("is published and can be used");
        await Expect(home.Page.Locator(".fresh .chip")).ToHaveTextAsync("Usable");

        await site.StartWorkerAsync("--queue", "git", "--queue", "default");
        await Expect(crate.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 is published and can be used.");
        await Expect(crate.Page.Locator("[data-follow]")).ToHaveCountAsync(0);
        await Expect(version.Page.Locator(".changes")).Not.ToContainTextAsync("the last steps go on");
        Assert.Equal("See where it stands", await crate.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        Assert.InRange(await TopAsync(crate.Page), top - 1, top + 1);
        foreach (var visit in new[] { crate, versions, version, home })
        {
            Assert.True(await visit.Page.EvaluateAsync<bool>("window.openedOnce === true"));
            Assert.Empty(visit.Errors);
        }
    }

    [Fact]
    public async Task It_finds_the_registry_again_that_was_away()
    {
        await using var site = await Site.StartAsync("web", databases);
        await site.PublishAsync("tide", "0.1.0");
        await using var visit = await OpenAsync(site, "crates/tide");
        await site.Front.StopAsync();
        await site.RestartAsync();
        await site.StartWorkerAsync();
        await Expect(visit.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 is published and can be used.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.openedOnce === true"));
    }

    [Fact]
    public async Task Without_scripts_the_page_is_right_when_it_is_opened_and_opened_again()
    {
        await using var site = await Site.StartAsync("web", databases);
        await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(new Uri(site.Url, "crates/tide"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        await Expect(visit.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 is being published — step 2 of 5.");
        await visit.Page.Locator(".under-way a", new() { HasText = "See where it stands" }).ClickAsync();
        await Expect(visit.Chip).ToHaveTextAsync("Waiting");

        await site.StartWorkerAsync();
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        await visit.Page.GotoAsync(new Uri(site.Url, "crates/tide").AbsoluteUri);
        await Expect(visit.Chip).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator(".head .copy-button")).ToBeEnabledAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task In_a_private_registry_whoever_has_signed_in_sees_it_too()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, "--Registry:Private=true");
        await registry.CreateUserAsync("grace", Password);
        using (var answer = await registry.Http.PublishAsync(await registry.CreateTokenAsync("ada"), CrateUpload.Body("tide", "0.1.0"), Cancelled))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
        await using var visit = await browser.OpenAsync(new Uri(registry.Url, "crates/tide"));
        await SignInAsync(visit.Page, "grace", Password);
        await Expect(visit.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 is being published — step 2 of 5.");
        await visit.Page.EvaluateAsync("window.openedOnce = true");

        await using var worker = await registry.StartWorkerAsync("--Registry:Private=true");
        await Expect(visit.Page.Locator(".under-way")).ToContainTextAsync("0.1.0 is published and can be used.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.openedOnce === true"));
        Assert.Empty(visit.Errors);
    }

    private async Task<Visit> OpenAsync(Site site, string path)
    {
        var visit = await browser.OpenAsync(new Uri(site.Url, path));
        await visit.Page.EvaluateAsync("window.openedOnce = true");
        return visit;
    }

    /// <summary>Where on the page its reader is.</summary>
    private static Task<float> TopAsync(IPage page) =>
        page.Locator("section[aria-label=README]").EvaluateAsync<float>("section => section.getBoundingClientRect().top + scrollY");
}
