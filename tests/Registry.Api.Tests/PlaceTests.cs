using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Where things are is told to operators, and to nobody else, by whichever door.</summary>
public sealed class PlaceTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task An_error_names_no_places_on_the_page_in_the_answer_and_in_the_events()
    {
        var status = await PublishAsync("tide-tables", "0.4.2");
        var host = new NpgsqlConnectionStringBuilder(Registry.ConnectionString).Host!;
        var error = $"{Registry.DataDirectory}/index.git, {host} and 10.20.30.40:5432 are away";
        await ExecuteAsync(
            "UPDATE background_jobs SET state = 'scheduled', attempts = 1, failures = 1, run_at = now() + interval '1 hour', last_error = $1", error);

        var change = await Http.GetChangeAsync(status, Cancelled);
        var id = change["id"]!.GetValue<string>();
        Assert.Equal("…/index.git, … and …:5432 are away", change["stages"]![3]!["last_error"]!.GetValue<string>());
        using var request = new HttpRequestMessage(HttpMethod.Get, status) { Headers = { { "Accept", "text/event-stream" } } };
        using var events = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(Cancelled));
        await lines.ReadLineAsync(Cancelled);
        var told = new[] { change.ToJsonString(), (await lines.ReadLineAsync(Cancelled))!, WebUtility.HtmlDecode(await Http.GetStringAsync($"/changes/{id}", Cancelled)) };
        foreach (var text in told)
        {
            Assert.Contains("are away", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Registry.DataDirectory, text, StringComparison.Ordinal);
            Assert.DoesNotContain("10.20.30.40", text, StringComparison.Ordinal);
        }

        await Registry.CreateUserAsync("grace", "a long enough password", Role.Viewer);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/admin/jobs") { Headers = { { "Authorization", await Registry.CreateTokenAsync("grace") } } };
        using var jobs = await Http.SendAsync(asked, Cancelled);
        var whole = (await jobs.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!["jobs"]![0]!["last_error"]!.GetValue<string>();
        Assert.Equal(error, whole);
    }

    private async Task ExecuteAsync(string sql, string value)
    {
        await using var database = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
