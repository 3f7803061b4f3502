using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
    public async Task Who_may_no_longer_see_a_page_loses_it_while_it_is_open(string change)
    {
        await using var visit = await OpenAsync("operator", "admin/jobs");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Jobs" })).ToBeVisibleAsync();

        await ExecuteAsync(change);

        await Expect(visit.Page.GetByText("This page is not for your account")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-job]")).ToHaveCountAsync(0);
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
}
