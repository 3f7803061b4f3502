using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>What authors do, by someone who has no pointer: whatever is pressed was reached, and was seen to be.</summary>
public sealed class AuthorKeyboardTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    /// <summary>More than any of these pages has.</summary>
    private const int MostStops = 90;

    private readonly Browser _browser = browser;

    protected override IReadOnlyList<(string Login, Role Role)> People => [("author", Role.Author), ("grace", Role.Author)];

    [Fact]
    public async Task A_keyboard_is_enough_to_make_a_token_share_a_crate_and_take_the_install_line_along()
    {
        await PublishAsync();
        var options = new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] };
        await using var visit = await _browser.OpenAsync(new Uri(Server.Url, "sign-in"), options);
        var (page, keys) = (visit.Page, visit.Page.Keyboard);

        await Expect(page.GetByLabel("Login")).ToBeFocusedAsync();
        await keys.TypeAsync("author");
        await ReachAsync(page, "INPUT Password");
        await keys.TypeAsync(Password);
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/me");

        await ReachAsync(page, "SUMMARY author");
        await keys.PressAsync("Enter");
        await FollowAsync(page, "A Tokens", "**/me/tokens");
        await ReachAsync(page, "INPUT Name");
        await keys.TypeAsync("ci");
        await ReachAsync(page, "INPUT Publish new versions of crates that exist");
        await keys.PressAsync("Space");
        await ReachAsync(page, "BUTTON Make the token");
        await keys.PressAsync("Enter");
        await Expect(page.Locator(".fresh")).ToContainTextAsync("It may publish new versions");
        var secret = await page.Locator(".fresh pre").First.InnerTextAsync();
        await ReachAsync(page, "BUTTON Copy the token");
        await keys.PressAsync("Enter");
        await Expect(page.Locator("#announcer")).ToHaveTextAsync("Copied");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy the token" })).ToBeFocusedAsync();
        Assert.Equal(secret, await ClipboardAsync(page));
        await ReachAsync(page, "PRE the token", "Shift+Tab");

        await keys.PressAsync("/");
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await keys.TypeAsync("tide");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/search?q=tide");
        await FollowAsync(page, "A tide-tables", "**/crates/tide-tables");
        await FollowAsync(page, "A Owners", "**/owners");
        await ReachAsync(page, "INPUT Login, or team: and the name of a team");
        await keys.TypeAsync("grace");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("invited, has not answered")).ToBeVisibleAsync();

        await FollowAsync(page, "A Versions (1)", "**/versions");
        await FollowAsync(page, "A 0.4.2", "**/crates/tide-tables/0.4.2");
        await FollowAsync(page, "A Published", "**/changes/*");
        await Expect(visit.Chip).ToHaveTextAsync("Usable");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await ReachAsync(page, "BUTTON Copy the command that adds this version");
        await keys.PressAsync("Space");
        await Expect(page.Locator("#announcer")).ToHaveTextAsync("Copied");
        Assert.Equal("cargo add tide-tables@0.4.2 --registry registry", await ClipboardAsync(page));
        Assert.Empty(visit.Errors);
    }

    private async Task PublishAsync()
    {
        var token = await Server.CreateTokenAsync("author");
        using var response = await Server.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        Assert.True(response.IsSuccessStatusCode);
        await Server.StartWorkerAsync();
        using var usable = await Server.Http.GetAsync("/api/v1/crates/tide-tables/0.4.2/status?wait=usable&timeout=60", Cancelled);
        Assert.Equal(System.Net.HttpStatusCode.OK, usable.StatusCode);
    }

    private static async Task FollowAsync(IPage page, string link, string to)
    {
        await ReachAsync(page, link);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(to);
    }

    /// <summary>Goes on until something is reached.</summary>
    private static async Task ReachAsync(IPage page, string name, string key = "Tab")
    {
        var passed = new List<string>();
        while (passed.Count < MostStops)
        {
            var focus = await Focus.PressAsync(page, key);
            if (focus?.Name == name)
                return;
            passed.Add(focus?.Name ?? "the end");
        }

        Assert.Fail($"{name} is not reached; what is: {string.Join(", ", passed.Distinct())}");
    }

    private static Task<string> ClipboardAsync(IPage page) => page.EvaluateAsync<string>("navigator.clipboard.readText()");
}
