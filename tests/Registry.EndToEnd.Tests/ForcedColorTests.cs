using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>The pages of somebody who has chosen all colours: what the registry's own colours say is said without them.</summary>
public sealed class ForcedColorTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    private static readonly BrowserNewContextOptions Forced = new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce };

    protected override IReadOnlyList<(string Login, Role Role)> People => [("author", Role.Author), ("operator", Role.Operator)];

    [Theory]
    [InlineData("me", ".now ol", "", 0.25)]
    [InlineData("changes/{0}", ".track", " .dot", 0.03)]
    public async Task How_far_a_change_is_can_be_told_by_its_marks(string path, string track, string mark, double share)
    {
        var ids = await PublishAsync("runs", "fails", "stops");
        await using var attempt = await AttemptedJob.BeginAsync(Server.ConnectionString, ids["runs"].Job);
        await ExecuteAsync($"""
            UPDATE background_jobs SET state = 'scheduled', attempts = 1, failures = 1, last_error = 'disk full', run_at = now() + interval '20 minutes'
            WHERE id = {ids["fails"].Job};
            DELETE FROM background_jobs WHERE id = {ids["stops"].Job};
            """);
        await using var visit = await OpenAsync("author", "me", Forced);
        var looks = new List<Look>();
        foreach (var (crate, state) in new[] { ("runs", "done"), ("runs", "running"), ("runs", "ahead"), ("fails", "retrying"), ("stops", "stopped") })
        {
            await visit.Page.GotoAsync(new Uri(Server.Url, string.Format(null, path, ids[crate].Change)).AbsoluteUri);
            await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            looks.Add(await Look.OfAsync(state, visit.Page.Locator($"{track} .{state}{mark}").First));
        }

        await Look.AssertDifferentAsync(visit.Page, share, [.. looks]);
    }

    [Fact]
    public async Task The_way_of_a_change_goes_on_by_a_line()
    {
        var ids = await PublishAsync("runs");
        await using var visit = await OpenAsync("author", $"changes/{ids["runs"].Change}", Forced);
        var lines = await visit.Page.Locator(".station:not(:last-child)").EvaluateAllAsync<string[]>(
            "all => all.map(station => getComputedStyle(station, '::before').backgroundColor)");
        var ground = await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.DoesNotContain(ground, lines);
        Assert.Equal(2, lines.Distinct().Count());
    }

    [Fact]
    public async Task A_meter_shows_how_full_it_is()
    {
        await PublishAsync("waits");
        await using var visit = await OpenAsync("operator", "admin", Forced);
        var looks = new List<Look>();
        foreach (var (minutes, words) in new[] { (1, "1 min"), (10, "10 min"), (60, "1 h") })
        {
            await ExecuteAsync($"UPDATE background_jobs SET created_at = now() - interval '{minutes} minutes', run_at = now() - interval '{minutes} minutes'");
            await visit.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.NetworkIdle });
            await Expect(visit.Page.Locator(".band b").First).ToContainTextAsync(words);
            looks.Add(await Look.OfAsync($"waiting for {words}", visit.Page.Locator(".band .meter").First));
        }

        await Look.AssertDifferentAsync(visit.Page, 0.2, [.. looks]);
    }

    [Fact]
    public async Task Where_one_is_and_what_one_has_selected_stands_out()
    {
        await PublishAsync("waits");
        await using var visit = await OpenAsync("operator", "admin/jobs", Forced);
        await Expect(visit.Page.Locator(".ops-header nav a.active")).ToHaveCSSAsync("text-decoration-line", "underline");
        await Expect(visit.Page.Locator(".ops-header nav a:not(.active)").First).ToHaveCSSAsync("text-decoration-line", "none");
        await Expect(visit.Page.Locator(".rail a[aria-current]").First).ToHaveCSSAsync("border-left-width", "3px");
        var row = visit.Page.Locator("[data-job]").First;
        await Expect(row).ToHaveCSSAsync("outline-style", "none");
        await row.Locator("input").CheckAsync();
        await Expect(row).ToHaveCSSAsync("outline-style", "solid");

        await visit.Page.GotoAsync(new Uri(Server.Url, "crates/waits/versions").AbsoluteUri);
        var tabs = await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "About this crate" }).GetByRole(AriaRole.Link).EvaluateAllAsync<string[]>(
            "all => all.map(tab => `${tab.hasAttribute('aria-current')} ${getComputedStyle(tab).borderBottomColor}`)");
        Assert.Equal(2, tabs.Distinct().Count());
        Assert.Equal(2, tabs.Select(tab => tab[tab.IndexOf(' ')..]).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_the_keyboard_reaches_shows_that_it_is_there()
    {
        var ids = await PublishAsync("waits");
        await using var visit = await OpenAsync("author", $"changes/{ids["waits"].Change}", Forced);
        await visit.UntilLiveAsync();
        var reached = await Focus.WalkAsync(visit.Page);
        Assert.Contains(reached, name => name.StartsWith("BUTTON Copy", StringComparison.Ordinal));
        Assert.DoesNotContain("BUTTON Switch between light and dark", reached);
    }

    /// <returns>Of each crate its change and the job that waits.</returns>
    private async Task<Dictionary<string, (string Change, long Job)>> PublishAsync(params string[] crates)
    {
        var token = await Server.CreateTokenAsync("author");
        var ids = new Dictionary<string, (string, long)>();
        foreach (var crate in crates)
        {
            using var response = await Server.Http.PublishAsync(token, CrateUpload.Body(crate, "0.1.0"), Cancelled);
            Assert.True(response.IsSuccessStatusCode);
            ids[crate] = (
                (string)(await QueryAsync("SELECT public_id FROM index_changes ORDER BY id DESC LIMIT 1"))!,
                (long)(await QueryAsync("SELECT max(id) FROM background_jobs WHERE queue = 'sparse'"))!);
        }

        return ids;
    }
}
