using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Whoever goes through a long list of jobs does not lose their place in it.</summary>
public sealed class OperatorPlaceTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    private const string List = "admin/jobs?q=error%3Amoved";

    /// <summary>The time after which the first of two keys is forgotten passes at once, and the test is told.</summary>
    private const string Forget = """
        const wait = window.setTimeout;
        window.setTimeout = (then, after, ...rest) =>
          wait(after === 1500 ? () => { then(); window.forgotten = true; } : then, after === 1500 ? 0 : after, ...rest);
        """;

    protected override IReadOnlyList<(string Login, Role Role)> People => [("operator", Role.Operator)];

    [Fact]
    public async Task Back_from_a_job_the_list_is_as_it_was_left_and_so_it_is_after_a_reload()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", List);
        await UntilPlacedAsync(visit);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show older" }).ClickAsync();
        await Expect(Rows(visit)).ToHaveCountAsync(100);
        var link = Rows(visit).Nth(80).Locator("[data-job-link]");
        var id = await link.InnerTextAsync();
        foreach (var place in new[] { 3, 70 })
            await Rows(visit).Nth(place).Locator("input").ClickAsync();
        await Expect(visit.Page.GetByText("2 selected")).ToBeVisibleAsync();
        await link.ScrollIntoViewIfNeededAsync();
        var top = await ScrolledAsync(visit);
        Assert.True(top > 1_000, $"{top}");

        await link.ClickAsync();
        await Expect(visit.Page.Locator("h1 .version")).ToHaveTextAsync(id);
        await visit.Page.GoBackAsync();
        await AssertAsItWasAsync();
        await Expect(link).ToBeFocusedAsync();

        await link.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Jobs, error:moved" }).ClickAsync();
        await AssertAsItWasAsync();

        await visit.Page.ReloadAsync();
        await AssertAsItWasAsync();

        // Whoever comes anew begins anew.
        await visit.Page.GotoAsync(new Uri(Server.Url, "admin").AbsoluteUri);
        await visit.Page.GotoAsync(new Uri(Server.Url, List).AbsoluteUri);
        await UntilPlacedAsync(visit);
        await Expect(Rows(visit)).ToHaveCountAsync(50);
        await Expect(visit.Page.GetByText("0 selected")).ToBeVisibleAsync();
        Assert.Empty(visit.Errors);

        async Task AssertAsItWasAsync()
        {
            await UntilPlacedAsync(visit);
            await Expect(Rows(visit)).ToHaveCountAsync(100);
            await Expect(visit.Page.GetByText("2 selected")).ToBeVisibleAsync();
            await Wait.UntilAsync(async () => Math.Abs(await ScrolledAsync(visit) - top) < 3, null, "the window to be where it was");
        }
    }

    [Fact]
    public async Task Keys_lead_from_job_to_job_through_the_list_it_was_opened_from()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", List);
        await UntilPlacedAsync(visit);
        var ids = await Rows(visit).Locator("[data-job-link]").AllInnerTextsAsync();
        var shown = visit.Page.Locator("h1 .version");
        await Rows(visit).Nth(5).Locator("[data-job-link]").ClickAsync();
        await Expect(shown).ToHaveTextAsync(ids[5]);
        await Expect(visit.Page.Locator("[data-key-next]")).ToBeVisibleAsync();

        await visit.Page.Keyboard.PressAsync("j");
        await Expect(shown).ToHaveTextAsync(ids[6]);
        await Expect(visit.Page.Locator("[data-key-next]")).ToHaveAttributeAsync("href", $"admin/jobs/{ids[7]}?q=error%3Amoved");
        await visit.Page.Keyboard.PressAsync("j");
        await Expect(shown).ToHaveTextAsync(ids[7]);
        await Expect(visit.Page.Locator("[data-key-previous]")).ToHaveAttributeAsync("href", $"admin/jobs/{ids[6]}?q=error%3Amoved");
        await visit.Page.Keyboard.PressAsync("k");
        await Expect(shown).ToHaveTextAsync(ids[6]);
        await Expect(visit.Page.Locator("[data-key-next]")).ToHaveAttributeAsync("href", $"admin/jobs/{ids[7]}?q=error%3Amoved");
        await visit.InspectAsync();

        await visit.Page.Locator("[data-job-list]").ClickAsync();
        await UntilPlacedAsync(visit);
        await Expect(Rows(visit).Nth(6).Locator("[data-job-link]")).ToBeFocusedAsync();
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_first_of_two_keys_is_forgotten_when_the_second_does_not_come()
    {
        await FailAsync();
        await using var visit = await OpenAsync("operator", "admin");
        await visit.Page.AddInitScriptAsync(Forget);
        await visit.Page.GotoAsync(new Uri(Server.Url, List).AbsoluteUri);
        await UntilPlacedAsync(visit);
        await visit.Page.Keyboard.PressAsync("g");
        await Wait.UntilAsync(() => visit.Page.EvaluateAsync<bool>("window.forgotten === true"), null, "the key to be forgotten");
        await visit.Page.Keyboard.PressAsync("j");
        await Expect(Rows(visit).Nth(0).Locator("[data-job-link]")).ToBeFocusedAsync();

        await visit.Page.Keyboard.PressAsync("?");
        var help = visit.Page.GetByRole(AriaRole.Dialog);
        foreach (var place in new[] { "overview", "jobs", "failures", "queues" })
            await Expect(help).ToContainTextAsync($"Go to the {place}");
    }

    private static ILocator Rows(Visit visit) => visit.Page.Locator("[data-job]");

    private static Task<double> ScrolledAsync(Visit visit) => visit.Page.EvaluateAsync<double>("window.scrollY");

    /// <summary>The page is live, and has asked the tab where its reader was.</summary>
    private static Task UntilPlacedAsync(Visit visit) => Expect(visit.Page.Locator("[data-placed='error:moved']")).ToBeVisibleAsync();

    /// <summary>120 jobs that the remote rejected.</summary>
    private Task FailAsync() => ExecuteAsync("""
        INSERT INTO background_jobs (queue, kind, key, arguments, state, attempts, failures, run_at, created_at, last_error)
        SELECT 'git', 'update_git_index', 'crate:' || n, '{"crateId": 1}', 'scheduled', 3, 3, now() + interval '20 minutes',
               now() - n * interval '1 minute', 'push ' || n || ' rejected: the remote index moved'
        FROM generate_series(1, 120) AS n
        """);
}
