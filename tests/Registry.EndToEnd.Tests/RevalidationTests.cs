using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Pages that are open while the rights of their reader change.</summary>
public sealed class RevalidationTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    protected override IReadOnlyList<(string Login, Role Role)> People => [("operator", Role.Operator)];

    protected override string[] Settings => ["--SignIn:RevalidationInterval=00:00:01"];

    [Theory]
    [InlineData("UPDATE users SET role = 'Author' WHERE login = 'operator'")]
    [InlineData("UPDATE users SET disabled_at = now() WHERE login = 'operator'")]
    [InlineData("UPDATE users SET security_stamp = 'another' WHERE login = 'operator'")]
    [InlineData("DELETE FROM sessions")]
    [InlineData("UPDATE sessions SET expires_at = now()")]
    public async Task Who_may_no_longer_see_a_page_loses_it_while_it_is_open(string change)
    {
        await using var visit = await OpenAsync("operator", "admin/jobs");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" })).ToBeVisibleAsync();

        await ExecuteAsync(change);

        await Expect(visit.Page.GetByText("This page is not for your account")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-job]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_session_that_its_owner_ends_elsewhere_ends_the_pages_it_has_open_and_no_others()
    {
        await PublishAsync();
        await using var lost = await OpenAsync("operator", "admin/jobs");
        await using var own = await OpenAsync("operator", "admin/queues");
        await Expect(own.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        using var third = new BrowserClient(Server.Url);
        using var signedIn = await third.SignInAsync("operator", Password, Cancelled);

        // The oldest session is that of the first page.
        var first = await QueryAsync("SELECT min(id) FROM sessions");
        using var ended = await third.SubmitAsync("/me/settings", "sessions", new Dictionary<string, string> { ["End"] = $"{first}" }, Cancelled);

        await Expect(lost.Page.GetByText("This page is not for your account")).ToBeVisibleAsync();
        await PauseAsync(own);
    }

    [Fact]
    public async Task Signing_out_in_one_tab_ends_the_page_in_another()
    {
        await using var visit = await OpenAsync("operator", "admin/jobs");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" })).ToBeVisibleAsync();
        var other = await visit.Page.Context.NewPageAsync();
        await other.GotoAsync(new Uri(Server.Url, "me").AbsoluteUri);
        await other.EvaluateAsync("document.querySelector('form[action$=\"sign-out\"]').submit()");

        await Expect(visit.Page.GetByText("This page is not for your account")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_is_opened_while_its_session_is_looked_at_anew_and_renewed_can_act()
    {
        await PublishAsync();

        // Otherwise that is once a minute, and renewing not before half of two weeks are over.
        Server.Services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval = TimeSpan.Zero;
        await using var visit = await OpenAsync("operator", "admin/queues");
        await PauseAsync(visit);
    }

    [Fact]
    public async Task What_everybody_may_read_goes_on_for_somebody_who_is_signed_out()
    {
        await PublishAsync();
        await using var visit = await OpenAsync("operator", $"changes/{await QueryAsync("SELECT public_id FROM index_changes")}");
        await visit.UntilLiveAsync();
        await ExecuteAsync("DELETE FROM sessions");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await using var worker = await Server.StartWorkerAsync();

        await Expect(visit.Chip).ToHaveTextAsync("Usable");
    }

    [Fact]
    public async Task While_nobody_can_be_asked_an_operator_keeps_the_page_and_can_go_on_afterwards()
    {
        using var log = new CountingLog();
        Server.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await using var visit = await OpenAsync("operator", "admin/queues");
        await Expect(visit.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await using (await DatabaseOutage.BeginAsync(Server))
        {
            await Expect(visit.Page.GetByText("Cannot be read now")).ToBeVisibleAsync();
            await Wait.UntilAsync(
                () => log.Lines.Count(line => line.Contains("could not be asked", StringComparison.Ordinal)) >= 2, timeout: null, "the rights to be looked at twice");
        }

        await Expect(visit.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Queues" })).ToBeVisibleAsync();
    }

    /// <summary>Acts on the page of queues, which has one when something was published.</summary>
    private static async Task PauseAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause… sparse" }).ClickAsync();
        await visit.Page.GetByLabel("Why? Authors see it.").FillAsync("a look at it");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause sparse" }).ClickAsync();
        await Expect(visit.Page.Locator("p.note", new() { HasText = "sparse is paused." })).ToBeVisibleAsync();
    }

    private async Task PublishAsync()
    {
        using var published = await Server.Http.PublishAsync(
            await Server.CreateTokenAsync("operator"), CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        Assert.True(published.IsSuccessStatusCode);
    }
}
