using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>The pages by which a registry is kept going: monitor, index, crates and settings.</summary>
public sealed class KeeperPageTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    protected override IReadOnlyList<(string Login, Role Role)> People =>
        [("viewer", Role.Viewer), ("operator", Role.Operator), ("admin", Role.Admin)];

    [Fact]
    public async Task Verifying_finds_what_was_tampered_with_and_repairing_mends_it()
    {
        await PublishAsync();
        await using var worker = await Server.StartWorkerAsync();
        await UntilAsync("SELECT count(*) FROM index_changes WHERE verified_finished_at IS NULL", 0L);
        await ExecuteAsync("UPDATE sparse_files SET content = content || 'x'");
        await using var visit = await OpenAsync("admin", "admin/index");
        await UntilLiveAsync(visit);

        var verify = Card(visit, "Verify");
        await verify.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit.Page.Locator("p.note", new() { HasText = "Verify is queued" })).ToBeVisibleAsync();
        await Expect(verify.Locator(".chip")).ToHaveTextAsync("Differences");
        await Expect(verify).ToContainTextAsync("the sparse index shows something else of tide-tables");
        await visit.AssertAccessibleAsync();

        await Card(visit, "Repair").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Card(visit, "Repair")).ToContainTextAsync("1 job is enqueued to mend it.");
        await UntilAsync("SELECT count(*) FROM background_jobs", 0L);
        await verify.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(verify.Locator(".chip")).ToHaveTextAsync("No difference");
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_history_is_squashed_only_after_it_was_said_what_that_does()
    {
        await PublishAsync();
        await using var worker = await Server.StartWorkerAsync();
        await UntilAsync("SELECT count(*) FROM index_changes WHERE verified_finished_at IS NULL", 0L);
        await using var visit = await OpenAsync("admin", "admin/index");
        await UntilLiveAsync(visit);
        var squash = Card(visit, "Squash");
        await squash.GetByRole(AriaRole.Button, new() { Name = "Squash…" }).ClickAsync();
        await Expect(squash).ToContainTextAsync("the old history is kept on a branch of its own");
        await squash.GetByRole(AriaRole.Button, new() { Name = "Squash the history" }).ClickAsync();
        await Expect(squash).ToContainTextAsync("The history is one commit now");

        await Card(visit, "Pack").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Card(visit, "Pack")).ToContainTextAsync("After: ");
        Assert.Equal("squash_index,pack_index", await QueryAsync("SELECT string_agg(action, ',' ORDER BY id) FROM audit_log WHERE actor = 'admin'"));
    }

    [Fact]
    public async Task A_test_page_is_sent_and_the_answer_is_shown()
    {
        await using var visit = await OpenAsync("operator", "admin/monitor");
        await UntilLiveAsync(visit);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send a test page" }).ClickAsync();
        await Expect(visit.Page.Locator("p.note", new() { HasText = "it went to the log alone" })).ToBeVisibleAsync();
        Assert.Equal(1L, await QueryAsync("SELECT count(*) FROM audit_log WHERE actor = 'operator' AND action = 'send_test_page'"));
    }

    [Fact]
    public async Task A_crate_is_found_limited_brought_into_step_and_deleted_by_its_name_alone()
    {
        await PublishAsync();
        await using var visit = await OpenAsync("admin", "admin/crates");
        await visit.Page.GetByLabel("A part of the name").FillAsync("tables");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "tide-tables" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("tide-tables");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Resync" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Its jobs are queued");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("on their way");

        var features = visit.Page.GetByLabel("Most features of a version");
        await features.FillAsync("many");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save the limits" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is no number");
        await features.FillAsync("500");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save the limits" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The limits are saved");
        Assert.Equal(500, await QueryAsync("SELECT max_features FROM crate_limits"));

        await visit.Page.GetByLabel("to confirm").FillAsync("tide");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete tide-tables" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was deleted");
        await visit.Page.GetByLabel("to confirm").FillAsync("tide-tables");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete tide-tables" }).ClickAsync();
        await visit.Page.GotoAsync(new Uri(Server.Url, "admin/crates/tide-tables").AbsoluteUri);
        await Expect(visit.Page.Locator(".ops-title .chip")).ToHaveTextAsync("Being deleted");
        await visit.InspectAsync();
    }

    [Fact]
    public async Task A_viewer_sees_it_all_and_can_do_nothing()
    {
        await PublishAsync();
        await using var visit = await OpenAsync("viewer", "admin/monitor");
        await UntilLiveAsync(visit);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send a test page" })).ToBeDisabledAsync();
        await visit.Page.GotoAsync(new Uri(Server.Url, "admin/index").AbsoluteUri);
        await UntilLiveAsync(visit);
        foreach (var title in new[] { "Verify", "Repair", "Pack", "Squash" })
        {
            var button = Card(visit, title).GetByRole(AriaRole.Button);
            await Expect(button).ToBeDisabledAsync();
            await Expect(button).ToHaveAccessibleDescriptionAsync("You can look at the index. Acting on it takes the role admin; ask an admin of this registry.");
        }

        await visit.Page.GotoAsync(new Uri(Server.Url, "admin/crates/tide-tables").AbsoluteUri);
        foreach (var name in new[] { "Verify", "Resync", "Save the limits", "Delete tide-tables" })
            await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = name })).ToBeDisabledAsync();
        await visit.InspectAsync();
        using var client = new BrowserClient(Server.Url);
        using var signedIn = await client.SignInAsync("viewer", Password, Cancelled);
        using var refused = await client.GetAsync("/admin/settings", Cancelled);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static ILocator Card(Visit visit, string title) =>
        visit.Page.Locator(".upkeep > li").Filter(new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });

    private static Task UntilLiveAsync(Visit visit) => Expect(visit.Page.Locator(".ops-title .chip", new() { HasText = "Live" })).ToBeVisibleAsync();

    private async Task PublishAsync()
    {
        using var response = await Server.Http.PublishAsync(
            await Server.CreateTokenAsync("ada"), CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        Assert.True(response.IsSuccessStatusCode);
    }

    private async Task UntilAsync(string sql, object value) =>
        await Wait.UntilAsync(async () => Equals(await QueryAsync(sql), value), TimeSpan.FromSeconds(30), sql);
}
