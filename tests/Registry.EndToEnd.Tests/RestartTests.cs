using System.Diagnostics;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

public sealed class RestartTests(Databases databases, Browser browser)
{
    private const string NoSparseWorkers = "--Jobs:Queues:sparse:Workers=0";
    private const string SparseWorkers = "--Jobs:Queues:sparse:Workers=2";

    /// <summary>Running jobs would have 25 seconds; there are none.</summary>
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_page_that_was_open_over_a_restart_comes_back_by_itself_and_is_live_again()
    {
        await using var site = await Site.StartAsync("serve", databases, NoSparseWorkers);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(site.PageOf(change));
        await visit.UntilLiveAsync();

        // Each of them dials again the moment it is cut off.
        await using var second = await browser.OpenAsync(site.PageOf(change));
        await second.UntilLiveAsync();
        await using var third = await browser.OpenAsync(site.PageOf(change));
        await third.UntilLiveAsync();
        await AssertStopsQuicklyAsync(site);
        var lost = visit.Page.Locator("#components-reconnect-modal.shown");
        await Expect(lost).ToBeVisibleAsync();
        await Expect(visit.Chip).ToHaveTextAsync("Waiting");

        await site.RestartAsync();
        await Expect(lost).ToHaveCountAsync(0);
        await visit.UntilLiveAsync();
        await visit.Page.EvaluateAsync("window.cameBack = true");
        await site.StartWorkerAsync(SparseWorkers);
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.cameBack === true"));
    }

    [Fact]
    public async Task A_page_that_is_watched_through_a_restart_shows_what_happened_meanwhile()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(site.PageOf(change));
        await visit.UntilLiveAsync();
        await AssertStopsQuicklyAsync(site);
        await Expect(visit.Page.Locator("#components-reconnect-modal.shown")).ToBeVisibleAsync();

        await site.StartWorkerAsync("--queue", "sparse", "--queue", "git");
        await using (var database = await site.OpenDatabaseAsync())
        await using (var visible = new Npgsql.NpgsqlCommand("SELECT count(*) FROM versions WHERE published_at IS NOT NULL", database))
        {
            await Wait.UntilAsync(
                async () => (long)(await visible.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 1, Site.Patience, "the version to be in the index");
        }

        await Expect(visit.Chip).ToHaveTextAsync("Waiting");
        await site.RestartAsync();
        await Expect(visit.Chip).ToHaveTextAsync("Usable");
        await visit.UntilLiveAsync();
    }

    [Fact]
    public async Task Where_somebody_was_in_the_list_of_jobs_outlives_a_restart()
    {
        await using var site = await Site.StartAsync("web", databases);
        await using (var database = await site.OpenDatabaseAsync())
        await using (var jobs = new Npgsql.NpgsqlCommand(
            "INSERT INTO background_jobs (queue, kind, key, arguments) SELECT 'git', 'update_git_index', 'crate:' || n, '{}' FROM generate_series(1, 80) AS n", database))
        {
            await jobs.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        const string Password = "a long enough password";
        var link = (await site.RunAsync("user", "add", "otto", "--admin", $"--Registry:PublicUrl={site.Url}")).Succeeded().Output.Trim();
        await using var visit = await browser.OpenAsync(new Uri(link));
        await visit.Page.FillAsync("#password", Password);
        await visit.Page.PressAsync("#password", "Enter");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Your password is set");
        await visit.Page.GotoAsync(new Uri(site.Url, "sign-in").AbsoluteUri);
        await SignInAsync(visit.Page, "otto", Password);
        await visit.Page.WaitForURLAsync("**/me");
        await visit.Page.GotoAsync(new Uri(site.Url, "admin/jobs?q=queue%3Agit").AbsoluteUri);
        await Expect(visit.Page.Locator("[data-placed]")).ToBeVisibleAsync();
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Show older" }).ClickAsync();
        var rows = visit.Page.Locator("[data-job]");
        await Expect(rows).ToHaveCountAsync(80);
        await rows.Nth(70).Locator("input").ClickAsync();
        await Expect(visit.Page.GetByText("1 selected")).ToBeVisibleAsync();

        await AssertStopsQuicklyAsync(site);
        var lost = visit.Page.Locator("#components-reconnect-modal.shown");
        await Expect(lost).ToBeVisibleAsync();
        await site.RestartAsync();
        await Expect(lost).ToHaveCountAsync(0);
        await Expect(rows).ToHaveCountAsync(80);
        await Expect(rows.Nth(70)).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("selected"));
        await Expect(visit.Page.GetByText("1 selected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Serve_killed_with_an_accepted_upload_adopts_its_database_and_brings_the_upload_into_the_index()
    {
        await using var site = await Site.ServeAsync(NoSparseWorkers);
        var postgres = site.PostgresProcess;
        Assert.NotNull(postgres);
        var change = await site.PublishAsync("tide", "0.1.0");
        await site.Front.KillAsync();

        await site.RestartAsync(SparseWorkers);
        Assert.Equal(postgres, site.PostgresProcess);
        await site.WaitAsync(change, "done");
        Assert.Contains("0.1.0", await site.GetIndexFileAsync("ti/de/tide"), StringComparison.Ordinal);

        await using var visit = await browser.OpenAsync(site.PageOf(change));
        await Expect(visit.Chip).ToHaveTextAsync("Usable");
        await AssertStopsQuicklyAsync(site);
        Assert.Null(site.PostgresProcess);
    }

    private static async Task AssertStopsQuicklyAsync(Site site)
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await site.Front.StopAsync());
        Assert.True(clock.Elapsed < Quickly, $"It took {clock.Elapsed}.\n{site.Front.Log}");
    }
}
