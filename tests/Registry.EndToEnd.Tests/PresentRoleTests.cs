using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>What a page may do that was opened with rights its reader has lost since, long before the page is asked for them again.</summary>
public sealed class PresentRoleTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    private const string Demoted = "UPDATE users SET role = 'Viewer'";

    protected override IReadOnlyList<(string Login, Role Role)> People => [("operator", Role.Operator), ("admin", Role.Admin)];

    protected override string[] Settings => ["--SignIn:RevalidationInterval=00:10:00"];

    [Theory]
    [InlineData(Demoted, "this takes the role operator")]
    [InlineData("UPDATE users SET disabled_at = now()", "you are signed out; sign in again")]
    [InlineData("DELETE FROM sessions", "you are signed out; sign in again")]
    public async Task Who_has_lost_the_right_since_a_page_was_opened_discards_nothing(string change, string refusal)
    {
        await PublishAsync();
        await using var visit = await OpenAsync("operator", "admin/jobs");
        await visit.Page.Locator("[data-job] input").First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard…" }).ClickAsync();
        await visit.Page.GetByLabel("Why? It is kept, and authors see it.").FillAsync("a grudge");
        await ExecuteAsync(change);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Discard 1 job" }).ClickAsync();

        await Expect(visit.Page.Locator("p.note", new() { HasText = "That was refused" })).ToHaveTextAsync($"That was refused: {refusal}.");
        Assert.Equal(1L, await QueryAsync("SELECT count(*) FROM background_jobs"));
        Assert.Equal(0L, await QueryAsync("SELECT count(*) FROM background_job_actions"));
    }

    [Fact]
    public async Task Neither_is_the_index_verified_nor_a_test_page_sent_for_them()
    {
        await using var index = await OpenAsync("admin", "admin/index");
        await using var monitor = await OpenAsync("operator", "admin/monitor");
        var verify = index.Page.GetByRole(AriaRole.Button, new() { Name = "Verify" });
        var send = monitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send a test page" });
        await Expect(verify).ToBeEnabledAsync();
        await Expect(send).ToBeEnabledAsync();
        await ExecuteAsync(Demoted);

        await verify.ClickAsync();
        await send.ClickAsync();

        await Expect(index.Page.Locator("p.note", new() { HasText = "That was refused" })).ToHaveTextAsync("That was refused: this takes the role admin.");
        await Expect(monitor.Page.Locator("p.note", new() { HasText = "That was refused" })).ToHaveTextAsync("That was refused: this takes the role operator.");
        Assert.Equal(0L, await QueryAsync("SELECT count(*) FROM audit_log WHERE action IN ('verify_index', 'send_test_page')"));
    }

    [Theory]
    [InlineData("Delete tide-tables", "This takes the role admin.")]
    [InlineData("Save the limits", "This takes the role admin.")]
    [InlineData("Resync", "This takes the role operator.")]
    [InlineData("Verify", "This takes the role operator.")]
    public async Task A_crate_is_left_alone_as_well(string button, string refusal)
    {
        await PublishAsync();
        await using var visit = await OpenAsync("admin", "admin/crates/tide-tables");
        await visit.Page.GetByLabel("to confirm").FillAsync("tide-tables");
        await visit.Page.GetByLabel("Most features of a version").FillAsync("7");
        await ExecuteAsync(Demoted);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(refusal);
        Assert.Equal(0L, await QueryAsync("SELECT count(*) FROM audit_log WHERE actor = 'admin'"));
    }

    private async Task PublishAsync()
    {
        using var response = await Server.Http.PublishAsync(
            await Server.CreateTokenAsync("ada"), CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        Assert.True(response.IsSuccessStatusCode);
    }
}
