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
            Assert.Null(verified["progress"]);
            Assert.Equal("1 1", await QueryAsync("SELECT concat(results->>'seen', ' ', results->>'total') FROM monitor_runs WHERE kind = 'verify'"));

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

    [Fact]
    public async Task A_crate_tells_how_it_stands_and_is_deleted_by_an_admin_who_spells_its_name()
    {
        await PublishAsync("tide-tables", "1.0.0");
        var viewer = await TokenAsync("vera", Role.Viewer);
        await ExecuteAsync("INSERT INTO background_job_pauses (queue, paused_at, paused_by, reason) VALUES ('sparse', now(), 'otto', 'the host moves')");
        await ExecuteAsync("INSERT INTO crate_limits (canonical_name, max_features, updated_at) SELECT canonical_name, 9, now() FROM crates");

        var crate = await GetAsync("/api/admin/crates/Tide_Tables", viewer);
        Assert.Equal(("tide-tables", "changing", 1), ((string?)crate["name"], (string?)crate["state"], (int?)crate["versions"]));
        Assert.Equal(("update_sparse_index", "ready"), ((string?)crate["jobs"]![0]!["kind"], (string?)crate["jobs"]![0]!["state"]));
        Assert.Equal(("sparse", "otto", "the host moves"), Hold(crate["holds"]![0]!));
        Assert.Equal(("publish", "1.0.0"), ((string?)crate["changes"]![0]!["kind"], (string?)crate["changes"]![0]!["version"]));
        Assert.Equal((9, null, 9), ((int?)crate["limits"]!["max_features"], (int?)crate["limits"]!["max_entries"], (int?)crate["effective"]!["max_features"]));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, "/api/admin/crates/moor", viewer));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "/api/admin/crates/tide-tables", Token));

        var admin = await TokenAsync("linus", Role.Admin);
        var limited = await Registry.CreateTokenAsync("linus", scopes: ["yank"]);
        const string Path = "/api/admin/crates/tide-tables";
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, Path, await TokenAsync("otto", Role.Operator)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, Path, limited));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Delete, "/api/admin/crates/Tide_Tables", admin));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Delete, $"{Path}?message=a%07b", admin));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, "/api/admin/crates/moor", admin));
        Assert.Equal("changing", (string?)(await GetAsync(Path, viewer))["state"]);
        await ExecuteAsync("UPDATE background_jobs SET state = 'dead'");
        Assert.Equal("stopped", (string?)(await GetAsync(Path, viewer))["state"]);
        Assert.True((bool?)(await GetAsync("/api/admin/crates?q=tide", viewer))["crates"]![0]!["stopped"]);

        var deleted = await SendAsync(HttpMethod.Delete, $"{Path}?message=by%20mistake", admin);
        Assert.Equal("tide-tables", (string?)deleted["crate"]);
        Assert.EndsWith($"/changes/{(string?)Assert.Single(deleted["changes"]!.AsArray())}", (string?)deleted["status_urls"]![0], StringComparison.Ordinal);
        Assert.Equal("being_deleted", (string?)(await GetAsync(Path, viewer))["state"]);
        Assert.Equal("delete_crate", await LastActionAsync());
        Assert.Equal("by mistake", await QueryAsync("SELECT message FROM index_changes WHERE message IS NOT NULL"));

        static (string?, string?, string?) Hold(JsonNode hold) => ((string?)hold["queue"], (string?)hold["paused_by"], (string?)hold["reason"]);
    }

    [Fact]
    public async Task Of_upkeep_that_waits_it_is_told_why_and_of_what_runs_how_far_it_is()
    {
        var admin = await TokenAsync("linus", Role.Admin);
        await ExecuteAsync("INSERT INTO background_job_pauses (queue, paused_at, paused_by, reason) VALUES ('packing', now(), 'otto', 'the disk is full')");
        await SendAsync(HttpMethod.Post, "/api/admin/index/verify", admin);
        await ExecuteAsync("""
            INSERT INTO monitor_runs (kind, node, started_at, results) VALUES ('verify', 'harbour-1', now(),
            '{"requestedBy":"linus","seesGit":false,"seesFiles":true,"total":1284,"seen":200,"crates":200}')
            """);
        await Wait.UntilAsync(async () => (await StateAsync())["job"] is not null, null, "the job to be told");
        var state = await StateAsync();
        Assert.Equal("otto", (string?)state["job"]!["hold"]!["paused_by"]);
        Assert.Equal((200, 1_284), ((int?)state["run"]!["progress"]!["done"], (int?)state["run"]!["progress"]!["total"]));
        Assert.Equal("Comparing crates", (string?)state["run"]!["progress"]!["phase"]);

        async Task<JsonNode> StateAsync() => (await GetAsync("/api/admin/index", admin))["upkeep"]![0]!;
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
