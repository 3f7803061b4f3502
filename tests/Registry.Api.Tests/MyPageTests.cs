using System.Net;
using Npgsql;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What authors see of their own changes, as a browser without scripts gets it.</summary>
public sealed class MyPageTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task What_operators_have_stopped_is_among_what_happens_for_a_day_and_then_heads_the_last_changes()
    {
        using var browser = await SignedInAsync();
        var token = await Registry.CreateTokenAsync("grace");
        await PublishAsync(token, "tide-tables");
        await ExecuteAsync("DELETE FROM background_jobs");
        await PublishAsync(token, "moor-line");
        Assert.Contains("tide-tables 0.1.0", Part(await PageAsync(browser, "/me"), "now"), StringComparison.Ordinal);

        await ExecuteAsync(
            """
            UPDATE index_changes SET received_at = received_at - interval '25 hours', stored_at = stored_at - interval '25 hours',
                                     requested_at = requested_at - interval '25 hours'
            WHERE crate_id = (SELECT id FROM crates WHERE name = 'tide-tables')
            """);
        var page = await PageAsync(browser, "/me");
        Assert.DoesNotContain("tide-tables", Part(page, "now"), StringComparison.Ordinal);
        Assert.Contains("moor-line 0.1.0", Part(page, "now"), StringComparison.Ordinal);
        var last = Part(page, "changes");
        Assert.InRange(last.IndexOf("Stopped", StringComparison.Ordinal), 0, last.IndexOf("moor-line", StringComparison.Ordinal));

        var failed = Part(await PageAsync(browser, "/me?show=failed"), "changes");
        Assert.Contains("tide-tables", failed, StringComparison.Ordinal);
        Assert.DoesNotContain("moor-line", failed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_newer_changes_one_that_was_stopped_is_not_hidden()
    {
        using var browser = await SignedInAsync();
        var token = await Registry.CreateTokenAsync("grace");
        await PublishAsync(token, "tide-tables");
        await ExecuteAsync("DELETE FROM background_jobs");
        await ExecuteAsync(
            """
            UPDATE versions SET last_sequence = 61;
            INSERT INTO index_changes (public_id, kind, crate_id, version_id, sequence, received_at, requested_at, requested_by_id,
                                       sparse_started_at, sparse_finished_at, sparse_attempts, git_attempts, git_skipped, verified_finished_at, verified_attempts)
            SELECT 'change' || n, 'yank', crate_id, version_id, n, received_at, requested_at + n * interval '5 minutes', requested_by_id,
                   now(), now(), 1, 0, true, now(), 1
            FROM index_changes, generate_series(2, 61) AS n
            """);
        var last = Part(await PageAsync(browser, "/me"), "changes");
        Assert.InRange(last.IndexOf("Stopped", StringComparison.Ordinal), 0, last.IndexOf("Yank", StringComparison.Ordinal));
        Assert.Contains("change61", last, StringComparison.Ordinal);
        Assert.Contains("change12\"", last, StringComparison.Ordinal);
        Assert.DoesNotContain("change11\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crate_shows_its_downloads_week_by_week()
    {
        using var browser = await SignedInAsync();
        await PublishAsync(await Registry.CreateTokenAsync("grace"), "tide-tables");
        Assert.DoesNotContain("<rect", Part(await PageAsync(browser, "/me"), "crates"), StringComparison.Ordinal);
        await ExecuteAsync(
            """
            INSERT INTO version_downloads (version_id, date, downloads) SELECT id, current_date - n, n FROM versions, generate_series(0, 100) AS n;
            INSERT INTO crate_downloads (crate_id, downloads, recent_downloads) SELECT id, 5050, 4005 FROM crates
            """);
        var crates = Part(await PageAsync(browser, "/me"), "crates");
        Assert.Equal(13, crates.Split("<rect").Length - 1);
        Assert.Contains("4,005 downloads", crates, StringComparison.Ordinal);
    }

    private static string Part(string page, string id)
    {
        var from = page.IndexOf($"<section aria-labelledby=\"{id}\"", StringComparison.Ordinal);
        Assert.True(from >= 0, page);
        return page[from..page.IndexOf("</section>", from, StringComparison.Ordinal)];
    }

    private async Task<BrowserClient> SignedInAsync()
    {
        await Registry.CreateUserAsync("grace", Password);
        var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync("grace", Password, Cancelled)).Dispose();
        return browser;
    }

    private async Task PublishAsync(string token, string crate)
    {
        using var response = await Http.PublishAsync(token, CrateUpload.Body(crate, "0.1.0"), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<string> PageAsync(BrowserClient browser, string path)
    {
        using var answer = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
