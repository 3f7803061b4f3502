using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What operators see and do by pages, done by programs.</summary>
public sealed class OperatorTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private static readonly string[] Seen =
        ["/api/admin/overview", "/api/admin/jobs", "/api/admin/failures", "/api/admin/queues", "/api/admin/workers"];

    [Fact]
    public async Task Jobs_are_listed_by_a_filter_and_retried_postponed_and_discarded()
    {
        await FailTwoAsync();
        var token = await TokenOfAsync(Role.Operator);

        var all = await GetAsync(token, "/api/admin/jobs?q=state:retrying");
        var one = Assert.Single((await GetAsync(token, "/api/admin/jobs?q=crate:Moor_Line"))["jobs"]!.AsArray())!;
        var failure = Assert.Single((await GetAsync(token, "/api/admin/failures"))["failures"]!.AsArray())!;
        Assert.Equal(2, all["meta"]!["total"]!.GetValue<int>());
        Assert.Equal(("moor-line", "scheduled"), (Text(one, "crate"), Text(one, "state")));
        Assert.Equal(("push # rejected", 2), (Text(failure, "error"), failure["count"]!.GetValue<int>()));

        var id = one["id"]!.GetValue<long>();
        Assert.Equal(2, await ActAsync(token, "postpone", new { q = Text(failure, "q"), delay_seconds = 7200 }));
        Assert.Equal(1, await ActAsync(token, "retry", new { ids = new[] { id } }));
        Assert.Equal(1, await ActAsync(token, "discard", new { q = "state:retrying", reason = "not wanted" }));

        var left = Assert.Single((await GetAsync(token, "/api/admin/jobs"))["jobs"]!.AsArray())!;
        Assert.Equal((id, "ready"), (left["id"]!.GetValue<long>(), Text(left, "state")));
        var actions = (await GetAsync(token, $"/api/admin/jobs/{id}"))["actions"]!.AsArray();
        Assert.Equal(["operator retry", "operator postpone"], actions.Select(action => $"{action!["actor"]} {action["action"]}"));
        var audit = await GetAsync(await Registry.CreateTokenAsync("root", admin: true), "/api/admin/audit?user=operator");
        Assert.Equal(
            ["http discard_job", "http retry_job", "http postpone_job", "http postpone_job"],
            audit["entries"]!.AsArray().Select(entry => $"{entry!["source"]} {entry["action"]}"));
        Assert.All(audit["entries"]!.AsArray(), entry => Assert.NotNull(entry!["actor_id"]));
    }

    [Fact]
    public async Task What_is_previewed_is_counted_and_left_alone()
    {
        await FailTwoAsync();
        var token = await TokenOfAsync(Role.Operator);
        foreach (var act in new[] { "retry", "postpone", "stop", "discard" })
            Assert.Equal(2, await ActAsync(token, act, new { q = "", preview = true }));

        Assert.Equal(2, (await GetAsync(token, "/api/admin/jobs?q=state:retrying"))["meta"]!["total"]!.GetValue<int>());
        Assert.Equal(1, await ActAsync(token, "retry", new { q = "crate:tide-tables", preview = true }));
        Assert.Equal(1, await ActAsync(token, "retry", new { q = "crate:tide-tables" }));
        Assert.Equal(0, await ActAsync(token, "retry", new { q = "crate:tide-tables", preview = true }));
    }

    [Fact]
    public async Task An_act_touches_no_more_than_was_previewed()
    {
        await FailTwoAsync();
        var token = await TokenOfAsync(Role.Operator);
        using var previewed = await SendAsync(token, HttpMethod.Post, "/api/admin/jobs/discard", new { q = "state:retrying", preview = true });
        var preview = JsonNode.Parse(await previewed.Content.ReadAsStringAsync(Cancelled))!;
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, arguments, state, attempts, run_at) VALUES ('git', 'update_git_index', '{}', 'scheduled', 1, now() + interval '1 hour')");

        using var refused = await SendAsync(
            token, HttpMethod.Post, "/api/admin/jobs/discard", new { q = "state:retrying", reason = "not wanted", expected = (int?)preview["count"] });
        Assert.Equal((HttpStatusCode.Conflict, 3), (refused.StatusCode, await CountAsync()));
        Assert.Contains("it is 3 jobs now", await refused.ErrorAsync(Cancelled), StringComparison.Ordinal);

        Assert.Equal(2, await ActAsync(token, "discard", new { q = "state:retrying", reason = "not wanted", expected = (int?)preview["count"], up_to = (long?)preview["up_to"] }));
        Assert.Equal(1, await CountAsync());

        async Task<int> CountAsync() => (await GetAsync(token, "/api/admin/jobs"))["meta"]!["total"]!.GetValue<int>();
    }

    [Fact]
    public async Task Jobs_that_were_done_are_listed_and_cannot_be_acted_on()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await UntilDoneAsync(await PublishAsync("moor-line", "0.1.0"));
        var token = await TokenOfAsync(Role.Operator);

        var done = await GetAsync(token, "/api/admin/jobs?q=state:done%20crate:Tide_Tables");
        var job = done["jobs"]!.AsArray().Single(job => Text(job!, "kind") == "update_git_index")!;
        Assert.Equal(("done", "tide-tables", "git", 1), (Text(job, "state"), Text(job, "crate"), Text(job, "queue"), job["attempts"]!.GetValue<int>()));
        Assert.Equal((null, null, null), (done["meta"]!["total"], job["created_at"], job["priority"]));
        Assert.All(done["jobs"]!.AsArray(), one => Assert.Equal("tide-tables", Text(one!, "crate")));
        Assert.Empty((await GetAsync(token, "/api/admin/jobs?q=state:done%20crate:none"))["jobs"]!.AsArray());
        Assert.Equal(2, (await GetAsync(token, "/api/admin/jobs?q=state:done%20kind:verify_crate"))["jobs"]!.AsArray().Count);
        Assert.Equal(0, await ActAsync(token, "discard", new { q = "state:done", reason = "a slip" }));
        var older = await GetAsync(token, $"/api/admin/jobs?q=state:done&before={job["id"]}");
        Assert.DoesNotContain(older["jobs"]!.AsArray(), one => one!["id"]!.GetValue<long>() == job["id"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_list_goes_on_where_its_page_ended()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, key, arguments) SELECT 'git', 'update_git_index', 'crate:1', '{}' FROM generate_series(1, 60)");
        var token = await TokenOfAsync(Role.Viewer);
        var first = await GetAsync(token, "/api/admin/jobs?q=queue:git");
        var second = await GetAsync(token, $"/api/admin/jobs?q=queue:git&before={first["meta"]!["next"]}");
        Assert.Equal((50, 60), (first["jobs"]!.AsArray().Count, first["meta"]!["total"]!.GetValue<int>()));
        Assert.Equal((10, null), (second["jobs"]!.AsArray().Count, second["meta"]!["next"]));
        Assert.Equal(60, first["jobs"]!.AsArray().Concat(second["jobs"]!.AsArray()).Select(job => job!["id"]!.GetValue<long>()).Distinct().Count());
    }

    [Fact]
    public async Task A_queue_is_paused_and_resumed_and_the_overview_says_so()
    {
        var token = await TokenOfAsync(Role.Operator);
        using var paused = await SendAsync(token, HttpMethod.Put, "/api/admin/queues/git/pause", new { reason = "the host moves" });
        using var without = await SendAsync(token, HttpMethod.Put, "/api/admin/queues/sparse/pause", new { reason = " " });
        using var unknown = await SendAsync(token, HttpMethod.Put, "/api/admin/queues/nonsense/pause", new { reason = "so" });
        var queues = await GetAsync(token, "/api/admin/queues");
        var overview = await GetAsync(token, "/api/admin/overview");
        using var resumed = await SendAsync(token, HttpMethod.Delete, "/api/admin/queues/git/pause", null);

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.OK],
            new[] { paused, without, unknown, resumed }.Select(response => response.StatusCode));
        Assert.Contains("the queues are", await unknown.ErrorAsync(Cancelled), StringComparison.Ordinal);
        var queue = queues["queues"]!.AsArray().Single(queue => Text(queue!, "name") == "git")!;
        Assert.Equal(("operator", "the host moves"), (Text(queue, "paused_by"), Text(queue, "pause_reason")));
        Assert.Equal((false, "git"), (overview["calm"]!.GetValue<bool>(), Assert.Single(overview["paused_queues"]!.AsArray())!.GetValue<string>()));
        Assert.True((await GetAsync(token, "/api/admin/overview"))["calm"]!.GetValue<bool>());
    }

    [Fact]
    public async Task What_was_done_and_who_works_is_told()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        var token = await TokenOfAsync(Role.Viewer);
        var overview = await GetAsync(token, "/api/admin/overview");
        var workers = (await GetAsync(token, "/api/admin/workers"))["workers"]!.AsArray();
        Assert.True(overview["last_hour"]!["done"]!.GetValue<int>() >= 1);
        Assert.True(overview["last_hour"]!["usable_after_median"]!.GetValue<double>() > 0);
        Assert.Contains(workers, session => Text(session!, "queue") == "git");
    }

    [Theory]
    [InlineData(Role.Author, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(Role.Viewer, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(Role.Operator, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task A_role_reaches_as_far_as_on_the_pages(Role role, HttpStatusCode sees, HttpStatusCode acts)
    {
        var token = await TokenOfAsync(role);
        foreach (var path in Seen)
        {
            using var seen = await SendAsync(token, HttpMethod.Get, path, null);
            using var stranger = await Http.GetAsync(path, Cancelled);
            Assert.Equal((sees, HttpStatusCode.Unauthorized), (seen.StatusCode, stranger.StatusCode));
        }

        using var acted = await SendAsync(token, HttpMethod.Post, "/api/admin/jobs/retry", new { q = "" });
        using var resumed = await SendAsync(token, HttpMethod.Delete, "/api/admin/queues/git/pause", null);
        Assert.Equal((acts, acts), (acted.StatusCode, resumed.StatusCode));
        var limited = await Registry.CreateTokenAsync(role.ToString().ToLowerInvariant(), scopes: ["yank"]);
        using var refused = await SendAsync(limited, HttpMethod.Get, "/api/admin/jobs", null);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.NotEmpty(await refused.ErrorAsync(Cancelled));
    }

    /// <summary>Tokens are for programs.</summary>
    [Fact]
    public async Task No_token_opens_the_pages_of_operators()
    {
        using var page = await SendAsync(await TokenOfAsync(Role.Admin), HttpMethod.Get, "/admin/jobs", null);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    [Theory]
    [InlineData("retry", "")]
    [InlineData("retry", "null")]
    [InlineData("retry", "{}")]
    [InlineData("retry", "{\"ids\":[]}")]
    [InlineData("retry", "{\"ids\":[1],\"q\":\"\"}")]
    [InlineData("retry", "{\"q\":\"state:tired\"}")]
    [InlineData("retry", "{\"q\":")]
    [InlineData("postpone", "{\"q\":\"\"}")]
    [InlineData("postpone", "{\"q\":\"\",\"delay_seconds\":0}")]
    [InlineData("retry", "{\"q\":\"\",\"expected\":-1}")]
    [InlineData("stop", "{\"q\":\"\"}")]
    [InlineData("restore", "{}")]
    [InlineData("restore", "{\"q\":\"\"}")]
    [InlineData("restore", "{\"ids\":[1],\"preview\":true}")]
    [InlineData("discard", "{\"q\":\"\"}")]
    [InlineData("discard", "{\"q\":\"\",\"reason\":\" \"}")]
    public async Task What_makes_no_sense_touches_nothing(string act, string body)
    {
        await PublishAsync("tide-tables", "0.4.2");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/admin/jobs/{act}") { Content = new StringContent(body) };
        request.Headers.Add("Authorization", await TokenOfAsync(Role.Operator));
        using var response = await Http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty(await response.ErrorAsync(Cancelled));
        Assert.Single((await GetAsync(await TokenOfAsync(Role.Viewer), "/api/admin/jobs?q=state:waiting"))["jobs"]!.AsArray());
    }

    [Fact]
    public async Task A_job_tells_its_changes_and_why_its_queue_stands_still()
    {
        var change = await Http.GetChangeAsync(await PublishAsync("tide-tables", "0.4.2"), Cancelled);
        var token = await TokenOfAsync(Role.Operator);
        var id = Assert.Single((await GetAsync(token, "/api/admin/jobs"))["jobs"]!.AsArray())!["id"]!.GetValue<long>();
        var deserted = (await GetAsync(token, $"/api/admin/jobs/{id}"))["hold"]!;
        Assert.Equal(("sparse", null), (Text(deserted, "queue"), deserted["paused_by"]));

        using var paused = await SendAsync(token, HttpMethod.Put, "/api/admin/queues/sparse/pause", new { reason = "the host moves" });
        await Wait.UntilAsync(
            async () => (string?)(await GetAsync(token, $"/api/admin/jobs/{id}"))["hold"]!["paused_by"] == "operator", null, "the pause to be told");
        var job = await GetAsync(token, $"/api/admin/jobs/{id}");
        Assert.Equal("the host moves", Text(job["hold"]!, "reason"));
        var told = Assert.Single(job["changes"]!.AsArray())!;
        Assert.Equal(("publish", "0.4.2", true), (Text(told, "kind"), Text(told, "version"), told["unfinished"]!.GetValue<bool>()));
        Assert.Equal(Text(change, "id"), Text(told, "id"));
    }

    [Fact]
    public async Task A_job_that_is_done_still_tells_its_crate_and_its_changes()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await using var command = Registry.Database.DataSource.CreateCommand("SELECT job_id FROM background_job_attempts WHERE kind = 'update_sparse_index'");
        var job = await GetAsync(await TokenOfAsync(Role.Viewer), $"/api/admin/jobs/{await command.ExecuteScalarAsync(Cancelled)}");
        Assert.Equal((true, "tide-tables", null), (job["done"]!.GetValue<bool>(), Text(job, "crate"), job["hold"]));
        Assert.Equal("0.4.2", Text(Assert.Single(job["changes"]!.AsArray())!, "version"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var token = await TokenOfAsync(Role.Viewer);
        using var job = await SendAsync(token, HttpMethod.Get, "/api/admin/jobs/4127", null);
        using var cursor = await SendAsync(token, HttpMethod.Get, "/api/admin/jobs?before=x", null);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (job.StatusCode, cursor.StatusCode));
    }

    [Fact]
    public async Task Changes_that_take_longer_than_usual_are_told_although_nothing_has_failed()
    {
        var token = await TokenOfAsync(Role.Viewer);
        await PublishAsync("tide-tables", "0.4.2");
        await ExecuteAsync("UPDATE background_jobs SET created_at = now() - interval '2 minutes'");
        Assert.Equal(0, (await GetAsync(token, "/api/admin/overview"))["late_jobs"]!.GetValue<long>());

        await using var database = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using (var connection = await database.OpenConnectionAsync(Cancelled))
        await using (var holding = await connection.BeginTransactionAsync(Cancelled))
        {
            await using var hold = new NpgsqlCommand("SELECT 1 FROM crates FOR UPDATE", connection, holding);
            await hold.ExecuteNonQueryAsync(Cancelled);
            await using var worker = await Registry.StartWorkerAsync();
            await UntilLateAsync(token, 1);
            Assert.False((await GetAsync(token, "/api/admin/overview"))["calm"]!.GetValue<bool>());
            var late = await GetAsync(token, "/api/admin/jobs?q=kind:update_sparse_index%20attempts:%3C1%20queued:%3E1m");
            Assert.Single(late["jobs"]!.AsArray());
            await holding.RollbackAsync(Cancelled);
            await UntilLateAsync(token, 0);
        }
    }

    private Task UntilLateAsync(string token, long late) => Wait.UntilAsync(
        async () => (await GetAsync(token, "/api/admin/overview"))["late_jobs"]!.GetValue<long>() == late, null, $"{late} late jobs");

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task FailTwoAsync()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await PublishAsync("moor-line", "1.0.0");
        await ExecuteAsync(
            "UPDATE background_jobs SET state = 'scheduled', attempts = 2, failures = 2, run_at = now() + interval '1 hour', last_error = 'push ' || id || ' rejected'");
    }

    private async Task<string> TokenOfAsync(Role role)
    {
        await Registry.CreateUserAsync(role.ToString().ToLowerInvariant(), "a long enough password", role);
        return await Registry.CreateTokenAsync(role.ToString().ToLowerInvariant());
    }

    private async Task<int> ActAsync(string token, string act, object body)
    {
        using var response = await SendAsync(token, HttpMethod.Post, $"/api/admin/jobs/{act}", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(Cancelled);
        Assert.True(response.IsSuccessStatusCode, answer!.ToJsonString());
        return answer["count"]!.GetValue<int>();
    }

    private async Task<JsonNode> GetAsync(string token, string path)
    {
        using var response = await SendAsync(token, HttpMethod.Get, path, null);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> SendAsync(string token, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Authorization", token);
        return await Http.SendAsync(request, Cancelled);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
