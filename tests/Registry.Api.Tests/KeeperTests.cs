using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Registry.Data.Accounts;
using Registry.Jobs.Monitoring.Running;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What keeps a registry going, for programs: the monitor, the index and crates.</summary>
public sealed class KeeperTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Marker = "do-not-tell-this";

    protected override string[] Settings => [$"--Paging:Webhook:Url=http://127.0.0.1:1/{Marker}", "--Index:Git:Enabled=false"];

    [Fact]
    public async Task The_monitor_tells_its_checks_and_incidents_and_sends_a_test_page()
    {
        await Registry.Services.GetRequiredService<MonitorRunner>().RunAsync(null, Cancelled);
        var viewer = await TokenAsync("vera", Role.Viewer);
        var seen = await GetAsync("/api/admin/monitor", viewer);
        Assert.Equal("healthy", (string?)seen["last"]!["outcome"]);
        Assert.Equal(["webhook"], seen["channels"]!.AsArray().Select(channel => (string)channel!));
        var old = seen["checks"]!.AsArray().Single(check => (string)check!["key"]! == "old_jobs")!;
        Assert.Equal("healthy", (string?)old["state"]);
        Assert.Equal("15 min", (string?)old["gauge"]!["limit"]);
        Assert.Equal("healthy", (string?)old["hours"]![23]);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/api/admin/monitor/test-page", viewer));
        var sent = await SendAsync(HttpMethod.Post, "/api/admin/monitor/test-page", await TokenAsync("otto", Role.Operator));
        Assert.NotNull(sent["channels"]![0]!["error"]);
        Assert.DoesNotContain(Marker, sent.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("send_test_page", await LastActionAsync());
    }

    [Fact]
    public async Task The_index_is_verified_and_repaired_by_jobs_whose_results_are_kept()
    {
        await using (await Registry.StartWorkerAsync("--Index:Git:Enabled=false"))
        {
            await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
            await ExecuteAsync("UPDATE sparse_files SET content = content || 'x'");
            var verified = await AskAsync("verify", UpkeepIndex.Verify);
            Assert.Equal("unhealthy", (string?)verified["outcome"]);
            Assert.Equal(["the sparse index shows something else of tide"], verified["differences"]!.AsArray().Select(line => (string)line!));
            Assert.Equal("linus", (string?)verified["requested_by"]);

            var repaired = await AskAsync("repair", UpkeepIndex.Repair);
            Assert.Contains("1 job is enqueued to mend it.", (string?)repaired["sentence"], StringComparison.Ordinal);
            await Wait.UntilAsync(async () => (await IndexFileAsync("ti/de/tide"))?.EndsWith('x') == false, null, "the file to be mended");
            Assert.Equal("healthy", (string?)(await AskAsync("verify", UpkeepIndex.Verify))["outcome"]);
        }

        var admin = await TokenAsync("linus", Role.Admin);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(HttpMethod.Post, "/api/admin/index/squash", admin));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(HttpMethod.Post, "/api/admin/index/gc", admin));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/api/admin/index/verify", await TokenAsync("otto", Role.Operator)));
        Assert.Equal("verify_index", await LastActionAsync());
    }

    [Fact]
    public async Task A_crate_is_found_compared_and_brought_into_step_again()
    {
        await PublishAsync("tide-tables", "1.0.0");
        var operations = await TokenAsync("otto", Role.Operator);
        var found = await GetAsync("/api/admin/crates?q=TABLES", operations);
        Assert.Equal("tide-tables", (string?)found["crates"]![0]!["name"]);
        Assert.Equal(1, (int?)found["crates"]![0]!["unfinished"]);
        Assert.Empty((await GetAsync("/api/admin/crates?q=moor", operations))["crates"]!.AsArray());
        Assert.True((bool?)(await SendAsync(HttpMethod.Post, "/api/admin/crates/Tide_Tables/verify", operations))["under_way"]);

        var again = await SendAsync(HttpMethod.Post, "/api/admin/crates/Tide_Tables/resync", operations);
        Assert.Equal("tide-tables", (string?)again["crate"]);
        Assert.Equal("resync_crate", await LastActionAsync());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, "/api/admin/crates/moor/resync", operations));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/api/admin/crates/tide-tables/resync", Token));
    }

    private enum UpkeepIndex
    {
        Verify,
        Repair,
    }

    private async Task<JsonNode> AskAsync(string path, UpkeepIndex place)
    {
        var admin = await TokenAsync("linus", Role.Admin);
        var before = (string?)(await StateAsync())["run"]?["started_at"];
        await SendAsync(HttpMethod.Post, $"/api/admin/index/{path}", admin);
        await Wait.UntilAsync(
            async () => await StateAsync() is { } state && state["job"] is null && state["run"]?["finished_at"] is not null
                && (string?)state["run"]!["started_at"] != before,
            null, $"{path} to be done");
        return (await StateAsync())["run"]!;

        async Task<JsonNode> StateAsync() => (await GetAsync("/api/admin/index", admin))["upkeep"]![(int)place]!;
    }

    private Task<JsonNode> GetAsync(string path, string token) => SendAsync(HttpMethod.Get, path, token);

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Authorization", token } } };
        using var response = await Http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Authorization", token } } };
        using var response = await Http.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    private async Task<string> TokenAsync(string login, Role role)
    {
        var token = await Registry.CreateTokenAsync(login);
        await ExecuteAsync($"UPDATE users SET role = '{role}' WHERE login = '{login}'");
        return token;
    }

    private async Task<string> LastActionAsync() => (string)(await QueryAsync("SELECT action FROM audit_log ORDER BY id DESC LIMIT 1"))!;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<object?> QueryAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
