using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Pages of a private registry that are open while their reader loses the right to read.</summary>
public sealed class PrivatePageTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    protected override IReadOnlyList<(string Login, Role Role)> People => [("grace", Role.Author)];

    protected override string[] Settings => ["--Registry:Private=true", "--SignIn:RevalidationInterval=00:00:01"];

    [Theory]
    [InlineData("UPDATE users SET disabled_at = now() WHERE login = 'grace'")]
    [InlineData("DELETE FROM sessions")]
    public async Task The_status_of_a_change_is_shown_no_longer_to_who_may_not_read_and_neither_are_their_own(string change)
    {
        using var published = await Server.Http.PublishAsync(
            await Server.CreateTokenAsync("grace"), CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        await using var status = await OpenAsync("grace", $"changes/{await QueryAsync("SELECT public_id FROM index_changes")}");
        await status.UntilLiveAsync();
        await using var own = await OpenAsync("grace", "me");
        var now = own.Page.Locator("section", new() { Has = own.Page.GetByRole(AriaRole.Heading, new() { Name = "Happening now" }) });
        await Expect(now).ToContainTextAsync("tide-tables 0.4.2");

        await ExecuteAsync(change);

        await Expect(status.Page.GetByText("This page is not for your account")).ToBeVisibleAsync();
        await Expect(status.Page.GetByText("tide-tables")).ToHaveCountAsync(0);
        await Expect(now).ToContainTextAsync("You are signed out, so nothing new shows here.");
        await Expect(now).Not.ToContainTextAsync("tide-tables");
        await status.AssertAccessibleAsync();
    }
}
