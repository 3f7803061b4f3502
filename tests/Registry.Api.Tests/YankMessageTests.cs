using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Yanks with a word on why, as crates.io takes them.</summary>
public sealed class YankMessageTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Version = "/api/v1/crates/tide-tables/0.4.2";

    [Fact]
    public async Task A_yank_says_why_and_an_unyank_takes_that_back()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));

        await AppliedAsync("""{"version":{"yanked":true,"yank_message":" it leaks <b>memory</b> "}}""");
        Assert.Contains("\"yanked\":true", await IndexFileAsync("ti/de/tide-tables"), StringComparison.Ordinal);
        Assert.Equal((true, "it leaks <b>memory</b>"), await ReadAsync());
        var page = await Http.GetStringAsync("/crates/tide-tables/0.4.2", Cancelled);
        Assert.Contains("it leaks &lt;b&gt;memory&lt;/b&gt;", page, StringComparison.Ordinal);

        await AppliedAsync("""{"version":{"yank_message":"use 0.4.3"}}""");
        Assert.Equal((true, "use 0.4.3"), await ReadAsync());

        // Without a word cargo says nothing against the one that is there.
        using (await Http.YankAsync(Token, "tide-tables", "0.4.2", Cancelled))
            await UntilDoneAsync($"{Version}/status");
        Assert.Equal((true, "use 0.4.3"), await ReadAsync());

        await AppliedAsync("""{"version":{"yank_message":""}}""");
        Assert.Equal((true, null), await ReadAsync());

        await AppliedAsync("""{"version":{"yanked":true,"yank_message":"again"}}""");
        await AppliedAsync("""{"version":{"yanked":false}}""");
        Assert.Equal((false, null), await ReadAsync());
        Assert.Contains("\"yanked\":false", await IndexFileAsync("ti/de/tide-tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_requests_the_last_message_counts_and_nothing_is_said_before_a_worker_has_applied_it()
    {
        await using (var first = await Registry.StartWorkerAsync())
            await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        await PatchAsync("""{"version":{"yanked":true,"yank_message":"one"}}""");
        await PatchAsync("""{"version":{"yanked":false}}""");
        await RefusedAsync("is not yanked", """{"version":{"yank_message":"none"}}""");
        await PatchAsync("""{"version":{"yanked":true,"yank_message":"two"}}""");
        var answer = await PatchAsync("""{"version":{"yank_message":"three"}}""");
        Assert.Equal((false, null), await ReadAsync());
        Assert.False(answer["version"]!["yanked"]!.GetValue<bool>());

        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync($"{Version}/status");
        Assert.Equal((true, "three"), await ReadAsync());
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await RefusedAsync("is not yanked", """{"version":{"yank_message":"why"}}""");
        await RefusedAsync("has no yank message", """{"version":{"yanked":false,"yank_message":"why"}}""");
        await RefusedAsync("say what is to become", "{}");
        await RefusedAsync("say what is to become", "null");
        await RefusedAsync("say what is to become", """{"version":{}}""");
        await RefusedAsync("not JSON", "{");
        await RefusedAsync("not JSON", """{"version":{"yanked":"yes"}}""");
        await RefusedAsync("not JSON", "\u00ff");
        await RefusedAsync("control character", """{"version":{"yanked":true,"yank_message":"a\u0000b"}}""");
        await RefusedAsync("at most 1000", $$$"""{"version":{"yanked":true,"yank_message":"{{{new string('m', 1001)}}}"}}""");
        await RefusedAsync("no version 9.9.9", """{"version":{"yanked":true}}""", "/api/v1/crates/tide-tables/9.9.9", HttpStatusCode.NotFound);
        var reading = await Registry.CreateTokenAsync("ada", scopes: ["read"]);
        await RefusedAsync("scope `yank`", """{"version":{"yanked":true}}""", Version, HttpStatusCode.Forbidden, reading);
    }

    private async Task AppliedAsync(string body)
    {
        var answer = await PatchAsync(body);
        await UntilDoneAsync($"/api/v1/changes/{answer["status_url"]!.ToString().Split('/')[^1]}");
    }

    private async Task<JsonNode> PatchAsync(string body)
    {
        using var response = await SendAsync(Version, body, Token);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task RefusedAsync(
        string words, string body, string path = Version, HttpStatusCode code = HttpStatusCode.BadRequest, string? token = null)
    {
        using var response = await SendAsync(path, body, token ?? Token);
        Assert.Contains(words, await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(code, response.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(string path, string body, string token) => Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Headers = { { "Authorization", token } },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        },
        Cancelled);

    private async Task<(bool Yanked, string? Message)> ReadAsync()
    {
        var version = JsonNode.Parse(await Http.GetStringAsync(Version, Cancelled))!["version"]!;
        return (version["yanked"]!.GetValue<bool>(), version["yank_message"]?.GetValue<string>());
    }
}
