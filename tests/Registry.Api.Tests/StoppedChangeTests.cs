using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Whoever waits for a change is told when nobody goes on with it.</summary>
public sealed class StoppedChangeTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Reason = "not before the audit";

    [Theory]
    [InlineData("sparse", 3, false)]
    [InlineData("git", 4, true)]
    [InlineData("default", 5, true)]
    public async Task A_change_has_failed_where_its_job_was_discarded_until_its_crate_is_resynced(string queue, int stage, bool usable)
    {
        var token = await OperatorAsync();
        await SendAsync(token, HttpMethod.Put, $"queues/{queue}/pause", new { reason = "so" });
        await using var worker = await Registry.StartWorkerAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        await Wait.UntilAsync(async () => await DiscardAsync(token, $"queue:{queue}") > 0, null, "the job that waits to be discarded");

        var change = await Http.GetChangeAsync(status, Cancelled);
        var stages = change["stages"]!.AsArray();
        Assert.Equal(("failed", usable), ((string?)change["state"], (bool?)change["usable"]));
        Assert.Equal("failed", (string?)stages[stage]!["state"]);
        Assert.Equal($"stopped by the operators: {Reason}", (string?)stages[stage]!["last_error"]);
        Assert.All(stages.Take(stage), before => Assert.Equal("done", (string?)before!["state"]));
        Assert.All(stages.Skip(stage + 1), after => Assert.Equal("waiting", (string?)after!["state"]));
        var page = await Http.GetStringAsync($"/changes/{change["id"]}", Cancelled);
        Assert.Contains($"The operators have stopped it: “{Reason}”", WebUtility.HtmlDecode(page), StringComparison.Ordinal);

        await SendAsync(token, HttpMethod.Delete, $"queues/{queue}/pause", null);
        await SendAsync(token, HttpMethod.Post, "crates/tide-tables/resync", null);
        await UntilAsync(status, "done");
    }

    [Theory]
    [InlineData("stop", "retry")]
    [InlineData("discard", "restore")]
    public async Task What_was_stopped_goes_on_when_its_job_is_retried_or_put_back(string act, string undo)
    {
        var token = await OperatorAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        var id = (long)(await SendAsync(token, HttpMethod.Get, "jobs?q=crate:tide-tables", null))!["jobs"]![0]!["id"]!;
        await SendAsync(token, HttpMethod.Post, $"jobs/{act}", new { q = "crate:tide-tables", reason = Reason });
        await UntilAsync(status, "failed");
        var stage = (await Http.GetChangeAsync(status, Cancelled))["stages"]![3]!;
        Assert.StartsWith($"stopped by the operators: {Reason}", (string?)stage["last_error"], StringComparison.Ordinal);

        Assert.Equal(1, (int)(await SendAsync(token, HttpMethod.Post, $"jobs/{undo}", new { ids = new[] { id } }))!["count"]!);
        Assert.Equal(0, (int)(await SendAsync(token, HttpMethod.Post, $"jobs/{undo}", new { ids = new[] { id } }))!["count"]!);

        await UntilAsync(status, "waiting");
        await using var worker = await Registry.StartWorkerAsync();
        await UntilAsync(status, "done");
        var actions = (await SendAsync(token, HttpMethod.Get, $"jobs/{id}", null))!["actions"]!.AsArray();
        Assert.Equal([undo, act], actions.Select(action => (string?)action!["action"]));
    }

    [Fact]
    public async Task Who_waits_or_listens_need_not_go_on_when_it_has_failed()
    {
        var token = await OperatorAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        var waiting = Http.GetAsync($"{status}?wait=usable&timeout=300", Cancelled);
        using var request = new HttpRequestMessage(HttpMethod.Get, status) { Headers = { { "Accept", "text/event-stream" } } };
        using var events = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);

        Assert.Equal(1, await DiscardAsync(token, "crate:tide-tables"));

        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("failed", (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!["change"]!["state"]);
        Assert.Contains("\"state\":\"failed\",\"usable\":false", await events.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_change_of_the_crate_takes_it_along()
    {
        var token = await OperatorAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        await DiscardAsync(token, "crate:tide-tables");
        await UntilAsync(status, "failed");
        await PublishAsync("tide-tables", "0.4.3");
        await UntilAsync(status, "waiting");
        await using var worker = await Registry.StartWorkerAsync();
        await UntilAsync(status, "done");
    }

    [Theory]
    [InlineData("default", "git")]
    [InlineData("git", "sparse")]
    public async Task It_goes_on_as_soon_as_a_job_of_an_earlier_stage_leads_to_it(string discarded, string paused)
    {
        var token = await OperatorAsync();
        await SendAsync(token, HttpMethod.Put, $"queues/{discarded}/pause", new { reason = "so" });
        await using var worker = await Registry.StartWorkerAsync();
        var status = await PublishAsync("tide-tables", "0.4.2");
        await Wait.UntilAsync(async () => await DiscardAsync(token, $"queue:{discarded}") > 0, null, "the job that waits to be discarded");
        await UntilAsync(status, "failed");

        await SendAsync(token, HttpMethod.Put, $"queues/{paused}/pause", new { reason = "so" });
        (await RegistryExecutable.RunAsync(["index", "repair", "tide-tables", .. Registry.Settings], Cancelled)).Succeeded();
        await UntilAsync(status, "waiting");
    }

    [Fact]
    public async Task What_was_stopped_before_the_git_index_goes_on_where_there_is_none_any_more()
    {
        var token = await OperatorAsync();
        await SendAsync(token, HttpMethod.Put, "queues/git/pause", new { reason = "the remote is gone for good" });
        var status = await PublishAsync("tide-tables", "0.4.2");
        await using (await Registry.StartWorkerAsync())
            await Wait.UntilAsync(async () => await DiscardAsync(token, "queue:git") > 0, null, "the job that waits to be discarded");

        await using var worker = await Registry.StartWorkerAsync("--Index:Git:Enabled=false");
        (await RegistryExecutable.RunAsync(["index", "repair", "tide-tables", .. Registry.Settings], Cancelled)).Succeeded();
        await UntilAsync(status, "done");
        Assert.Equal("skipped", (string?)(await Http.GetChangeAsync(status, Cancelled))["stages"]![4]!["state"]);
    }

    [Fact]
    public async Task What_the_last_attempt_failed_of_is_told_with_the_reason()
    {
        var token = await OperatorAsync();
        var objects = Path.Combine(Registry.DataDirectory, "index.git", "objects");
        Directory.Move(objects, objects + ".away");
        await using var worker = await Registry.StartWorkerAsync("--Jobs:Retry:BaseDelay=00:10:00");
        var status = await PublishAsync("tide-tables", "0.4.2");
        await Wait.UntilAsync(async () => await DiscardAsync(token, "state:retrying") > 0, null, "the job to fail and be discarded");

        var git = (await Http.GetChangeAsync(status, Cancelled))["stages"]![4]!;
        Assert.StartsWith($"stopped by the operators: {Reason}; the last attempt had failed: ", (string?)git["last_error"], StringComparison.Ordinal);
        Assert.DoesNotContain(Registry.DataDirectory, (string?)git["last_error"], StringComparison.Ordinal);
        Assert.Equal((1, null), ((int?)git["attempts"], git["next_attempt_at"]));
    }

    [Fact]
    public async Task A_change_that_goes_on_never_looks_as_if_it_did_not()
    {
        await using var worker = await Registry.StartWorkerAsync();
        for (var round = 0; round < 10; round++)
        {
            var status = await PublishAsync("tide-tables", $"0.4.{round}");
            string? state;
            do
            {
                state = (string?)(await Http.GetChangeAsync(status, Cancelled))["state"];
                Assert.NotEqual("failed", state);
            }
            while (state != "done");
        }
    }

    private async Task<string> OperatorAsync()
    {
        await Registry.CreateUserAsync("otto", "a long enough password", Role.Operator);
        return await Registry.CreateTokenAsync("otto");
    }

    private async Task<int> DiscardAsync(string token, string filter) =>
        (int)(await SendAsync(token, HttpMethod.Post, "jobs/discard", new { q = filter, reason = Reason }))!["count"]!;

    private async Task UntilAsync(string status, string state) =>
        await Wait.UntilAsync(async () => (string?)(await Http.GetChangeAsync(status, Cancelled))["state"] == state, null, $"the change to be {state}");

    private async Task<JsonNode?> SendAsync(string token, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/api/admin/{path}") { Headers = { { "Authorization", token } } };
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await Http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
