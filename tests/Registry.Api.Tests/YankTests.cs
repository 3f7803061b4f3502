using System.Net;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Yank and unyank: recorded at once, decided by the job.</summary>
public sealed class YankTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task A_yank_shows_in_the_index_only_when_a_worker_has_applied_it()
    {
        var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await worker.DisposeAsync();

        using var response = await Http.YankAsync(Token, "tide-tables", "0.4.2", Cancelled);
        Assert.True(JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["ok"]!.GetValue<bool>());
        Assert.Contains("\"yanked\":false", await IndexFileAsync("ti/de/tide-tables"), StringComparison.Ordinal);

        await using var again = await Registry.StartWorkerAsync();
        var change = await UntilDoneAsync("/api/v1/crates/tide-tables/0.4.2/status");
        Assert.Equal("yank", change["kind"]!.GetValue<string>());
        Assert.Contains("\"yanked\":true", await IndexFileAsync("ti/de/tide-tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_requests_the_last_one_wins_and_the_others_say_so()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var ids = new List<string>();
        foreach (var yank in new[] { true, false, true, false })
        {
            using var response = yank
                ? await Http.YankAsync(Token, "tide-tables", "0.4.2", Cancelled)
                : await Http.UnyankAsync(Token, "tide-tables", "0.4.2", Cancelled);
            var url = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["status_url"]!.GetValue<string>();
            ids.Add(url[(url.LastIndexOf('/') + 1)..]);
        }

        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync($"/api/v1/changes/{ids[^1]}");

        Assert.Contains("\"yanked\":false", await IndexFileAsync("ti/de/tide-tables"), StringComparison.Ordinal);
        foreach (var id in ids.SkipLast(1))
            Assert.Equal(ids[^1], (await Http.GetChangeAsync($"/api/v1/changes/{id}", Cancelled))["superseded_by"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("no-such", "1.0.0", "no crate named `no-such`")]
    [InlineData("TIDE_tables", "9.9.9", "no version 9.9.9")]
    public async Task What_does_not_exist_cannot_be_yanked(string name, string version, string expected)
    {
        await PublishAsync("tide-tables", "0.4.2");

        using var response = await Http.YankAsync(Token, name, version, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(expected, await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_with_build_metadata_is_yanked_as_cargo_writes_it()
    {
        await PublishAsync("tide-tables", "0.4.2+b.1");

        using var response = await Http.YankAsync(Token, "tide-tables", "0.4.2+b.1", Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
