using Microsoft.Playwright;
using Npgsql;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>An author looks on while the database is away.</summary>
public sealed class MyPageOutageTests(PostgresFixture postgres, Browser browser) : PortalTest(postgres, browser)
{
    protected override IReadOnlyList<(string Login, Role Role)> People => [("author", Role.Author)];

    [Fact]
    public async Task What_is_published_after_the_database_was_away_shows_on_a_page_that_was_open_before()
    {
        var token = await Server.CreateTokenAsync("author");
        await using var visit = await OpenAsync("author", "me");
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Expect(visit.Page.GetByText("Nothing is under way.")).ToBeVisibleAsync();
        await visit.Page.EvaluateAsync("window.openedOnce = true");
        await CutOffReadersAsync();

        using var response = await Server.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        Assert.True(response.IsSuccessStatusCode);
        await Expect(visit.Page.Locator(".now .chip")).ToHaveTextAsync("Waiting");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.openedOnce === true"));
    }

    /// <summary>Ends the connection on which the page looks for changes.</summary>
    private async Task CutOffReadersAsync()
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using var hold = new NpgsqlCommand("LOCK TABLE index_changes IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Cancelled);
        await Wait.UntilAsync(
            async () => await QueryAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%index_changes%requested_by_id%' AND datname = current_database() LIMIT 1") is true,
            Site.Patience, "the page to look for changes");
        await transaction.RollbackAsync(Cancelled);
    }
}
