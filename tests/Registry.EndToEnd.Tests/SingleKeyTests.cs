using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Keys that do something by themselves can be switched off by whoever is here, on every page that has them.</summary>
public sealed class SingleKeyTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    private readonly Browser _browser = browser;

    protected override IReadOnlyList<(string Login, Role Role)> People => [("operator", Role.Operator)];

    [Fact]
    public async Task A_stranger_switches_them_off_for_all_pages_and_on_again()
    {
        var token = await Server.CreateTokenAsync("author");
        using var response = await Server.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        await using var visit = await _browser.OpenAsync(new Uri(Server.Url, "crates/tide-tables"));
        var field = visit.Page.GetByRole(AriaRole.Searchbox);
        var keys = visit.Page.GetByLabel("Press / to search");
        await Expect(keys).ToBeCheckedAsync();
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(field).ToBeFocusedAsync();
        await keys.UncheckAsync();
        await Expect(visit.Page.Locator("#announcer")).ToHaveTextAsync("Single keys are off");
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(field).Not.ToBeFocusedAsync();

        await visit.Page.GotoAsync(new Uri(Server.Url, $"changes/{await QueryAsync("SELECT public_id FROM index_changes")}").AbsoluteUri);
        await visit.UntilLiveAsync();
        await Expect(keys).Not.ToBeCheckedAsync();
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(field).Not.ToBeFocusedAsync();
        await keys.CheckAsync();
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(field).ToBeFocusedAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Who_switched_them_off_among_operators_pages_is_left_alone_by_the_others()
    {
        await using var visit = await OpenAsync("operator", "admin/queues");
        await Expect(visit.Page.Locator(".ops-title .chip", new() { HasText = "Live" })).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("?");
        await visit.Page.GetByLabel("Use single keys in this browser").UncheckAsync();

        await visit.Page.GotoAsync(new Uri(Server.Url, "me/settings").AbsoluteUri);
        await Expect(visit.Page.GetByLabel("Press / to search")).Not.ToBeCheckedAsync();
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(visit.Page.GetByRole(AriaRole.Searchbox)).Not.ToBeFocusedAsync();
    }
}
