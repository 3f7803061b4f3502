using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Whoever runs no scripts signs in, makes tokens and shares crates as others do. Search and status pages have tests of their own.</summary>
public sealed class NoScriptTests(PostgresFixture postgres, Browser browser) : IAsyncLifetime
{
    private const string Password = "a long enough password";

    private RegistryServer _registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryServer.StartAsync(postgres);
        foreach (var login in new[] { "ada", "grace" })
            await _registry.CreateUserAsync(login, Password, email: $"{login}@example.com");
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task Signing_in_a_token_an_owner_and_signing_out()
    {
        await using var visit = await browser.OpenAsync(new Uri(_registry.Url, "me/tokens"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = visit.Page;
        await page.GetByLabel("Login").FillAsync("ada");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Tokens", Level = 1 })).ToBeVisibleAsync();
        await page.FillAsync("#name", "ci");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        var token = await page.Locator(".card.fresh pre").First.TextContentAsync();
        using (var answer = await _registry.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.1.0"), Cancelled))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
        await _registry.StartWorkerAsync();
        await _registry.Http.GetChangeAsync("/api/v1/crates/tide-tables/0.1.0/status?wait=done&timeout=60", Cancelled);

        await page.GotoAsync(new Uri(_registry.Url, "crates/tide-tables/owners").AbsoluteUri);
        await page.FillAsync("#owner", "grace");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(page.GetByText("invited, has not answered")).ToBeVisibleAsync();
        await page.Locator("summary", new() { HasText = "Take back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back the invitation of grace" }).ClickAsync();
        await Expect(page.GetByText("invited, has not answered")).ToHaveCountAsync(0);

        await page.GotoAsync(new Uri(_registry.Url, "me/tokens").AbsoluteUri);
        await page.Locator("summary", new() { HasText = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke ci" }).ClickAsync();
        await Expect(page.GetByText("The token ci is revoked.")).ToBeVisibleAsync();
        await page.Locator(".account-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_pages_of_operators_are_there_and_none_claims_to_connect()
    {
        await _registry.CreateUserAsync("otto", Password, Registry.Data.Accounts.Role.Operator, email: "otto@example.com");
        using (var answer = await _registry.Http.PublishAsync(await _registry.CreateTokenAsync("otto"), CrateUpload.Body("tide-tables", "0.1.0"), Cancelled))
            Assert.True(answer.IsSuccessStatusCode);
        await using var visit = await browser.OpenAsync(new Uri(_registry.Url, "me"), new BrowserNewContextOptions { JavaScriptEnabled = false });
        await Visit.SignInAsync(visit.Page, "otto", Password);
        await Expect(visit.Page.GetByText("tide-tables 0.1.0").First).ToBeVisibleAsync();
        await AssertOfThisMomentAsync("me");
        foreach (var (path, content) in new[]
                 {
                     ("admin", "Oldest waiting"), ("admin/jobs", "update_sparse_index"), ("admin/queues", "sparse"), ("admin/failures", "No job fails."),
                     ("admin/monitor", "Monitor"), ("admin/index", "Upkeep"),
                 })
        {
            await visit.Page.GotoAsync(new Uri(_registry.Url, path).AbsoluteUri);
            await Expect(visit.Page.Locator("main")).ToContainTextAsync(content);
            await AssertOfThisMomentAsync(path);
        }

        await visit.Page.GotoAsync(new Uri(_registry.Url, "admin/jobs").AbsoluteUri);
        await visit.Page.Locator("[data-job-link]").First.ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("tide-tables");
        await AssertOfThisMomentAsync("a job");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Jobs", Exact = true }).Last.ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Jobs");
        Assert.Empty(visit.Errors);

        async Task AssertOfThisMomentAsync(string path)
        {
            var words = await visit.Page.Locator("body").InnerTextAsync();
            Assert.True(words.Contains("; reload for newer.", StringComparison.Ordinal), $"{path}: {words}");
            foreach (var claim in new[] { "Connecting", "Reconnecting", "keeps itself up to date", "shows here at once" })
                Assert.False(words.Contains(claim, StringComparison.Ordinal), $"{path} says “{claim}”.");
        }
    }
}
