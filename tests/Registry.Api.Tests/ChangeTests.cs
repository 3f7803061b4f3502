using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Where a change stands, as data: asked for, waited for, streamed, and over the hub.</summary>
public sealed class ChangeTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Status = "/api/v1/crates/tide-tables/0.4.2/status";

    [Fact]
    public async Task A_status_names_every_stage_with_its_state_and_times()
    {
        await using var worker = await Registry.StartWorkerAsync();
        var change = await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));

        Assert.Equal("publish", change["kind"]!.GetValue<string>());
        Assert.Equal("ada", change["requested_by"]!.GetValue<string>());
        Assert.True(change["usable"]!.GetValue<bool>());
        Assert.Equal($"{Registry.Url}changes/{change["id"]}", change["status_url"]!.GetValue<string>());
        Assert.Null(change["details"]);
        var stages = change["stages"]!.AsArray();
        Assert.Equal(
            ["received", "stored", "queued", "sparse_index", "git_index", "verified"],
            stages.Select(stage => stage!["name"]!.GetValue<string>()));
        Assert.All(stages, stage => Assert.Equal("done", stage!["state"]!.GetValue<string>()));
        Assert.All(stages, stage => Assert.True(
            stage!["started_at"]!.GetValue<DateTimeOffset>() <= stage["finished_at"]!.GetValue<DateTimeOffset>()));
        Assert.Matches("^[0-9a-f]{40}$", stages[4]!["commit"]!.GetValue<string>());
    }

    [Fact]
    public async Task Waiting_ends_with_202_when_the_time_is_up()
    {
        await PublishAsync("tide-tables", "0.4.2");

        using var response = await Http.GetAsync($"{Status}?wait=usable&timeout=1", Cancelled);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        var change = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["change"]!;
        Assert.False(change["usable"]!.GetValue<bool>());
        Assert.Equal(0, change["stages"]![2]!["position"]!.GetValue<int>());
    }

    [Fact]
    public async Task Waiting_ends_when_the_version_is_usable()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var waiting = Http.GetChangeAsync($"{Status}?wait=usable&timeout=60", Cancelled);

        await using var worker = await Registry.StartWorkerAsync();

        Assert.True((await waiting)["usable"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_stream_tells_each_step_and_ends_when_it_is_done()
    {
        await PublishAsync("tide-tables", "0.4.2");
        using var request = new HttpRequestMessage(HttpMethod.Get, Status);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));

        var states = new List<string> { await NextStateAsync(reader) ?? "" };
        await using var worker = await Registry.StartWorkerAsync();
        while (await NextStateAsync(reader) is { } state)
            states.Add(state);

        Assert.Equal("waiting", states[0]);
        Assert.Equal("done", states[^1]);
    }

    [Fact]
    public async Task The_hub_tells_each_step_and_ends_when_it_is_done()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var id = (await Http.GetChangeAsync(Status, Cancelled))["id"]!.GetValue<string>();
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(Registry.Url, "/hubs/changes")).Build();
        await hub.StartAsync(Cancelled);

        var states = new List<string>();
        IAsyncDisposable? worker = null;
        await foreach (var message in hub.StreamAsync<JsonNode>("Watch", id, Cancelled))
        {
            states.Add(message["change"]!["state"]!.GetValue<string>());
            worker ??= await Registry.StartWorkerAsync();
        }

        Assert.Equal("waiting", states[0]);
        Assert.Equal("done", states[^1]);
    }

    [Fact]
    public async Task A_failed_attempt_is_told_with_its_reason_and_the_next_try()
    {
        var objects = Path.Combine(Registry.DataDirectory, "index.git", "objects");
        Directory.Move(objects, objects + ".away");
        await using var worker = await Registry.StartWorkerAsync("--Jobs:Retry:BaseDelay=00:10:00");

        await PublishAsync("tide-tables", "0.4.2");

        JsonNode? git = null;
        await Wait.UntilAsync(
            async () =>
            {
                var change = await Http.GetChangeAsync(Status, Cancelled);
                git = change["stages"]![4]!;
                return git["last_error"] is not null && change["usable"]!.GetValue<bool>();
            },
            null,
            "the git stage to fail while the sparse index goes on");
        Assert.Equal("waiting", git!["state"]!.GetValue<string>());
        Assert.DoesNotContain(Registry.DataDirectory, git["last_error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, git["attempts"]!.GetValue<int>());
        Assert.True(git["next_attempt_at"]!.GetValue<DateTimeOffset>() > TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("/api/v1/changes/nobodyknows", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/changes/nobodyknows?wait=usable", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/changes/x?wait=soon", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/changes/x?wait=done&timeout=-1", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/changes/x?timeout=abc", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/crates/no-such/1.0.0/status", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/nothing/here", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/crates/new", HttpStatusCode.MethodNotAllowed)]
    public async Task Every_error_is_json_with_the_true_status_code(string path, HttpStatusCode expected)
    {
        using var response = await Http.GetAsync(path, Cancelled);

        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty(await response.ErrorAsync(Cancelled));
    }

    private static async Task<string?> NextStateAsync(StreamReader events)
    {
        while (await events.ReadLineAsync(Cancelled) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return JsonNode.Parse(line["data: ".Length..])!["change"]!["state"]!.GetValue<string>();
        }

        return null;
    }
}
