using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Who did what is kept, together with what they did, and told to admins.</summary>
public sealed class AuditTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task Whatever_changes_something_is_kept_with_who_did_it_and_from_where()
    {
        await PublishAsync("tide-tables", "0.4.2");
        using (await Http.YankAsync(Token, "Tide_Tables", "0.4.2", Cancelled))
        using (await Http.UnyankAsync(Token, "tide-tables", "0.4.2", Cancelled))
        {
        }

        var grace = await Registry.CreateTokenAsync("grace");
        await RunAsync("team", "add", "harbour");
        await RunAsync("team", "join", "harbour", "ada");
        await RunAsync("team", "join", "harbour", "ada");
        await OwnersAsync(HttpMethod.Put, "grace", "team:harbour");
        var invitation = (await SendAsync(HttpMethod.Get, "/api/v1/me/crate_owner_invitations", grace))["crate_owner_invitations"]![0]!["crate_id"];
        await SendAsync(HttpMethod.Put, $"/api/v1/me/crate_owner_invitations/{invitation}", grace, JsonNode.Parse("""{"crate_owner_invite":{"accepted":true}}"""));
        await OwnersAsync(HttpMethod.Delete, "team:harbour");
        await RunAsync("user", "add", "linus", "--admin");
        var token = (await RunAsync("token", "create", "--user", "linus", "--name", "desk", "--scope", "yank")).Output.Trim();
        var id = (await RunAsync("token", "list", "--user", "linus")).Output.Split('\t')[0];
        await RunAsync("token", "revoke", id);
        await RunAsync("token", "revoke", id);
        await RunAsync("team", "leave", "harbour", "ada");
        await RunAsync("jobs", "pause", "git", "--reason", "a test");
        await RunAsync("jobs", "resume", "git");
        var link = (await RunAsync("user", "password", "grace")).Output.Trim();
        await SendAsync(HttpMethod.Delete, "/api/v1/crates/tide-tables/0.4.2?message=a%20mistake", grace);
        await RunAsync("jobs", "discard", "--all", "--reason", "another");

        var entries = await ReadAsync("--json");

        Assert.Equal(
            [
                "http ada publish tide-tables 0.4.2", "http ada yank tide-tables 0.4.2", "http ada unyank tide-tables 0.4.2", "cli * add_team - -",
                "cli * join_team - -", "http ada invite_owner tide-tables -", "http ada add_owner tide-tables -",
                "http grace accept_invitation tide-tables -", "http ada remove_owner tide-tables -", "cli * add_user - -", "cli * make_password_link - -",
                "cli * create_token - -", "cli * revoke_token - -", "cli * leave_team - -", "cli * pause_queue - -", "cli * resume_queue - -",
                "cli * make_password_link - -", "http grace delete_version tide-tables 0.4.2",
                "cli * discard_job - -", "cli * discard_job tide-tables -",
            ],
            entries.Reverse().Select(Told));
        var publish = entries[^1]!;
        Assert.Equal("laptop", publish["token"]!.GetValue<string>());
        Assert.NotNull(publish["token_id"]);
        Assert.NotNull(publish["actor_id"]);
        Assert.Equal(64, publish["details"]!["checksum"]!.GetValue<string>().Length);
        Assert.Equal("a mistake", entries.First(entry => Told(entry).Contains("delete", StringComparison.Ordinal))!["details"]!["message"]!.GetValue<string>());
        foreach (var secret in new[] { Token, grace, token, link.Split('/')[^1] })
            Assert.DoesNotContain(secret, entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_is_not_kept()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var before = (await ReadAsync("--json")).Count;
        var grace = await Registry.CreateTokenAsync("grace");

        using var publish = await Http.PublishAsync(grace, CrateUpload.Body("tide-tables", "0.4.3"), Cancelled);
        using var yank = await Http.YankAsync(grace, "tide-tables", "0.4.2", Cancelled);
        Assert.Equal(1, (await RegistryExecutable.RunAsync(["user", "add", "ada", .. Registry.Settings], Cancelled)).ExitCode);

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [publish.StatusCode, yank.StatusCode]);
        Assert.Equal(before, (await ReadAsync("--json")).Count);
    }

    [Fact]
    public async Task Admins_read_it_page_by_page_and_others_do_not()
    {
        var admin = await Registry.CreateTokenAsync("root", admin: true);
        var limited = await Registry.CreateTokenAsync("root", scopes: ["read"]);
        for (var version = 0; version < 5; version++)
            await PublishAsync(version % 2 == 0 ? "tide" : "moon", $"1.0.{version}");
        await RunAsync("jobs", "pause", "git", "--reason", "a test");

        var seen = new List<string>();
        for (var next = ""; next is not null;)
        {
            var page = await SendAsync(HttpMethod.Get, $"/api/admin/audit?per_page=2{next}", admin);
            seen.AddRange(page["entries"]!.AsArray().Select(entry => entry!["version"]?.GetValue<string>() ?? entry["action"]!.GetValue<string>()));
            next = page["meta"]!["next"] is { } cursor ? $"&before={cursor}" : null;
        }

        Assert.Equal(["pause_queue", "1.0.4", "1.0.3", "1.0.2", "1.0.1", "1.0.0"], seen);
        Assert.Equal(3, await CountAsync(admin, "crate=TIDE"));
        Assert.Equal(5, await CountAsync(admin, "user=Ada"));
        Assert.Equal(1, await CountAsync(admin, "action=pause_queue"));
        Assert.Equal(2, await CountAsync(admin, "action=publish&crate=moon&user="));
        Assert.Equal(0, await CountAsync(admin, "since=2999-01-01T00:00:00Z"));
        Assert.Equal(6, await CountAsync(admin, "since=2000-01-01"));
        foreach (var query in new[] { "before=x", "before=1_2_3", "before=999999999999999999_1", "per_page=0", "since=soon", "user=%00" })
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync($"/api/admin/audit?{query}", admin));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/api/admin/audit", Token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/api/admin/audit", limited));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/api/admin/audit", "rgy_wrong"));
    }

    [Fact]
    public async Task The_verb_narrows_down_and_prints_a_line_for_each()
    {
        await PublishAsync("tide", "1.0.0");
        await PublishAsync("moon", "1.0.0");
        await ExecuteAsync("UPDATE audit_log SET at = now() - interval '8 days' WHERE crate = 'tide'");

        var all = (await RunAsync("audit")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, all.Length);
        Assert.Contains("\thttp\tada (laptop)\tpublish\tmoon 1.0.0\tchecksum=", all[0], StringComparison.Ordinal);
        Assert.Single(await ReadAsync("--json", "--since", "7d"));
        Assert.Single(await ReadAsync("--json", "--crate", "Tide"));
        Assert.Single(await ReadAsync("--json", "--limit", "1"));
        Assert.Equal(2, (await ReadAsync("--json", "--action", "publish")).Count);
        Assert.Empty(await ReadAsync("--json", "--action", "yank"));
        Assert.Empty(await ReadAsync("--json", "--user", "grace"));
        Assert.Equal(2, (await RegistryExecutable.RunAsync(["audit", "--since", "soon", .. Registry.Settings], Cancelled)).ExitCode);
    }

    [Fact]
    public async Task It_is_kept_for_ever_unless_a_time_is_set()
    {
        await PublishAsync("tide", "1.0.0");
        await PublishAsync("moon", "1.0.0");
        await ExecuteAsync("UPDATE audit_log SET at = now() - interval '8 days' WHERE crate = 'tide'");

        await RegistryExecutable.RunAsync(["monitor", .. Registry.Settings], Cancelled);
        Assert.Equal(2, (await ReadAsync("--json")).Count);

        await RegistryExecutable.RunAsync(["monitor", "--Audit:KeepFor=7.00:00:00", .. Registry.Settings], Cancelled);
        Assert.Equal("moon", Assert.Single(await ReadAsync("--json"))!["crate"]!.GetValue<string>());
        var wrong = await RegistryExecutable.RunAsync(["monitor", "--Audit:KeepFor=00:01:00", .. Registry.Settings], Cancelled);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("Audit:KeepFor is 00:01:00; give at least a day", wrong.Errors, StringComparison.Ordinal);
    }

    private static string Told(JsonNode? entry)
    {
        var source = entry!["source"]!.GetValue<string>();
        var actor = source == "cli" ? "*" : entry["actor"]!.GetValue<string>();
        return $"{source} {actor} {entry["action"]} {entry["crate"]?.GetValue<string>() ?? "-"} {entry["version"]?.GetValue<string>() ?? "-"}";
    }

    private async Task<JsonArray> ReadAsync(params string[] arguments) =>
        JsonNode.Parse((await RunAsync(["audit", .. arguments])).Output)!.AsArray();

    private async Task<int> CountAsync(string token, string query) =>
        (await SendAsync(HttpMethod.Get, $"/api/admin/audit?{query}", token))["entries"]!.AsArray().Count;

    private async Task<HttpStatusCode> StatusAsync(string path, string token)
    {
        using var response = await Http.SendAsync(Request(HttpMethod.Get, path, token), Cancelled);
        return response.StatusCode;
    }

    private Task<JsonNode> OwnersAsync(HttpMethod method, params string[] names) => SendAsync(
        method, "/api/v1/crates/tide-tables/owners", Token, new JsonObject { ["users"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) });

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string token, JsonNode? body = null)
    {
        using var request = Request(method, path, token, body);
        using var response = await Http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string token, JsonNode? body = null) =>
        new(method, path) { Headers = { { "Authorization", token } }, Content = body is null ? null : JsonContent.Create(body) };

    private async Task<ProgramResult> RunAsync(params string[] arguments) =>
        (await RegistryExecutable.RunAsync([.. arguments, .. Registry.Settings], Cancelled)).Succeeded();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
