using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Two processes that answer requests, on one database and one data directory.</summary>
public sealed class NodeTests(Databases databases, Browser browser)
{
    [Fact]
    public async Task A_page_open_at_one_node_follows_a_worker_of_the_other()
    {
        await using var site = await Site.StartAsync("serve", databases);
        (await site.RunAsync("jobs", "pause", "sparse", "--reason", "the test looks first")).Succeeded();
        var other = await site.StartWebAsync();
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(new Uri(other.Url, $"changes/{change}"));
        await visit.UntilLiveAsync();
        await visit.Page.EvaluateAsync("window.openedOnce = true");

        (await site.RunAsync("jobs", "resume", "sparse")).Succeeded();
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.openedOnce === true"));
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Who_signs_in_at_one_node_is_signed_in_at_the_other_and_signed_out_of_both()
    {
        await using var site = await Site.StartAsync("web", databases, "--SignIn:SignUp=true");
        var other = await site.StartWebAsync();
        await using var visit = await browser.OpenAsync(new Uri(site.Url, "sign-up"));
        var page = visit.Page;
        await page.GetByLabel("Login").FillAsync("grace");
        await page.GetByLabel("Password").FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account" }).ClickAsync();
        await Expect(page.Locator(".account-menu summary")).ToHaveTextAsync("grace");

        await page.GotoAsync(new Uri(other.Url, "me/tokens").AbsoluteUri);
        await Expect(page.Locator(".account-menu summary")).ToHaveTextAsync("grace");
        await page.FillAsync("#name", "ci");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        await Expect(page.Locator(".card.fresh")).ToContainTextAsync("Here is your token");
        await page.Locator(".account-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator(".account-menu")).ToHaveCountAsync(0);

        await page.GotoAsync(new Uri(site.Url, "me/tokens").AbsoluteUri);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Level = 1 })).ToBeVisibleAsync();
    }
}
