using Microsoft.Playwright;
using Npgsql;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>The pages on which admins manage accounts and read who did what, in a browser, with scripts and without.</summary>
public sealed class UserPageTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    protected override IReadOnlyList<(string Login, Role Role)> People =>
        [("root", Role.Admin), ("viewer", Role.Viewer)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_admin_finds_somebody_disables_the_account_and_reads_in_the_log_that_it_was_done(bool scripts)
    {
        await FillAsync();
        await using var visit = await OpenAsync("root", "admin/users", new() { JavaScriptEnabled = scripts });
        await visit.Page.GetByLabel("Login or mail address").FillAsync("GRACE");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Contains("q=GRACE", visit.Page.Url, StringComparison.Ordinal);

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "grace", Exact = true }).ClickAsync();
        await visit.Page.Locator("summary", new() { HasText = "Disable" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Disable grace" }).ClickAsync();
        await Expect(visit.Page.GetByText("The account is disabled")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".ops-title .chip")).ToHaveTextAsync("Disabled");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Audit", Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("Did what").SelectOptionAsync("disabled an account");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("tbody tr")).ToContainTextAsync("root");
        Assert.Contains("action=disable_user", visit.Page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_limit_is_set_and_taken_back_and_a_token_revoked()
    {
        await FillAsync();
        await using var visit = await OpenAsync("root", "admin/users/grace");
        await visit.Page.GetByText("Set another limit for this user").ClickAsync();
        await visit.Page.GetByLabel("How often at once").FillAsync("many");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set the limit" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("How often at once is a number; 0 for no limit.");
        await visit.Page.GetByLabel("How often at once").FillAsync("5000");
        await visit.Page.GetByLabel("Until").FillAsync("7d");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set the limit" }).ClickAsync();
        await Expect(visit.Page.GetByText("The limit is set")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("tbody tr", new() { HasText = "this user, until" })).ToContainTextAsync("5 000");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "As for everybody" }).ClickAsync();
        await Expect(visit.Page.GetByText("The limit is as for everybody again.")).ToBeVisibleAsync();

        await visit.Page.Locator("summary", new() { HasText = "Revoke" }).First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke laptop" }).ClickAsync();
        await Expect(visit.Page.GetByText("The token is revoked.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("grace has no tokens.")).ToBeVisibleAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_only_admin_cannot_be_made_anything_else_and_is_told_why()
    {
        await using var visit = await OpenAsync("root", "admin/users/root");
        var change = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change the role" });
        await Expect(change).ToBeDisabledAsync();
        await Expect(change).ToHaveAccessibleDescriptionAsync("This is the only admin who can sign in. Make somebody else an admin before this role can change.");
        await Expect(visit.Page.Locator("summary", new() { HasText = "Disable" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_viewer_is_not_shown_the_way_there_and_refused()
    {
        await using var visit = await OpenAsync("viewer", "admin");
        var nav = visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Operations" });
        await Expect(nav.GetByRole(AriaRole.Link, new() { Name = "Jobs" })).ToBeVisibleAsync();
        await Expect(nav.GetByRole(AriaRole.Link, new() { Name = "Users" })).ToHaveCountAsync(0);
        foreach (var path in new[] { "admin/users", "admin/users/root", "admin/audit" })
        {
            var answer = await visit.Page.GotoAsync(new Uri(Server.Url, path).AbsoluteUri);
            Assert.Equal(403, answer!.Status);
            await Expect(visit.Page.GetByText("Your account may not do this.")).ToBeVisibleAsync();
        }
    }

    /// <summary>Sixty accounts in all states, of which grace has a token and has had a session, and a log of more than a page.</summary>
    private async Task FillAsync()
    {
        await Server.CreateUserAsync("grace", Password, Role.Operator, "grace.hopper@a-rather-long-name-of-a-department.example.org");
        await Server.CreateTokenAsync("grace", scopes: ["publish-update"], crates: ["tide-*"]);
        await using var database = NpgsqlDataSource.Create(Server.ConnectionString);
        await using var command = database.CreateCommand(
            """
            INSERT INTO users (login, role, created_at, security_stamp, email_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, disabled_at, lockout_end)
            SELECT 'author-' || lpad(n::text, 3, '0'), 'Author', now() - n * interval '3 days', n, false, n % 3 = 0, true, 0,
                   CASE n % 7 WHEN 0 THEN now() - interval '1 day' END, CASE n % 11 WHEN 0 THEN now() + interval '10 minutes' END
            FROM generate_series(1, 60) AS n;
            UPDATE users SET lockout_end = now() + interval '10 minutes' WHERE login = 'grace';
            INSERT INTO sessions (user_id, hash, ticket, user_agent, address, created_at, last_used_at, expires_at)
            SELECT id, '\x01', '\x01', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', '2001:db8:85a3::8a2e:370:7334', now() - interval '2 days', now(), now() + interval '9 days'
            FROM users WHERE login = 'grace';
            INSERT INTO audit_log (at, actor, source, action, crate, version, token_name, details)
            SELECT now() - n * interval '7 minutes', CASE n % 3 WHEN 0 THEN 'root@harbour-1' ELSE 'grace' END, CASE n % 3 WHEN 0 THEN 'cli' ELSE 'http' END,
                   CASE n % 3 WHEN 0 THEN 'set_role' ELSE 'publish' END, CASE n % 3 WHEN 0 THEN NULL ELSE 'tide-tables-of-the-northern-harbours' END,
                   CASE n % 3 WHEN 0 THEN NULL ELSE '0.4.' || n END, CASE n % 3 WHEN 0 THEN NULL ELSE 'build-server' END,
                   CASE n % 3 WHEN 0 THEN '{"user": "grace", "role": "Operator"}' ELSE '{"checksum": "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"}' END::jsonb
            FROM generate_series(1, 70) AS n
            """);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
