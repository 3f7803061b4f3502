using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>A registry that tells nothing without a token.</summary>
public sealed class PrivateTests(PostgresFixture postgres) : ApiTest(postgres)
{
    protected override string[] Settings => ["--Registry:Private=true", "--SignIn:RevalidationInterval=00:00:01"];

    [Theory]
    [InlineData("/index/config.json", "Cargo")]
    [InlineData("/index/ti/de/tide-tables", "Cargo")]
    [InlineData("/api/v1/crates?q=tide", "Cargo")]
    [InlineData("/api/v1/crates/tide-tables", "Cargo")]
    [InlineData("/api/v1/crates/tide-tables/0.4.2/download", "Cargo")]
    [InlineData("/api/v1/nothing", "Cargo")]
    [InlineData("/git/index/info/refs?service=git-upload-pack", "Basic")]
    [InlineData("/hubs/changes/negotiate", "Cargo")]
    public async Task Without_a_token_nothing_is_told(string path, string scheme)
    {
        await PublishAsync("tide-tables", "0.4.2");

        foreach (var authorization in new[] { null, "rgy_wrong", "Bearer rgy_service_wrong", "Basic eDp5", "Basic ???" })
        {
            using var response = await GetAsync(path, authorization);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            var challenge = Assert.Single(response.Headers.WwwAuthenticate);
            Assert.Equal(scheme, challenge.Scheme);
            if (scheme == "Cargo")
                Assert.Equal($"login_url=\"{Registry.Url}me\"", challenge.Parameter);
            Assert.DoesNotContain("tide", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_pages_of_crates_and_their_changes_are_for_those_who_sign_in(bool change)
    {
        using var status = await GetAsync(await PublishAsync("tide-tables", "0.4.2"), Token);
        var id = JsonNode.Parse(await status.Content.ReadAsStringAsync(Cancelled))!["change"]!["id"]!.GetValue<string>();
        var path = change ? $"/changes/{id}" : "/crates/tide-tables/0.4.2";
        await Registry.CreateUserAsync("grace", "correct horse battery");
        using var browser = new BrowserClient(Http.BaseAddress!);

        using var asked = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.Equal("/sign-in", asked.Headers.Location!.AbsolutePath);
        using var signedIn = await browser.SignInAsync("grace", "correct horse battery", Cancelled, asked.Headers.Location.PathAndQuery);
        Assert.Equal(path, signedIn.Headers.Location!.OriginalString);
        using var shown = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        using var index = await browser.GetAsync("/index/config.json", Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, index.StatusCode);
    }

    [Fact]
    public async Task With_a_token_cargo_is_told_to_send_it_always()
    {
        using var response = await GetAsync("/index/config.json", Token);
        var configuration = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        Assert.True(configuration["auth-required"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_change_is_verified_by_the_registrys_own_token()
    {
        await using var worker = await Registry.StartWorkerAsync("--Registry:Private=true");
        await PublishAsync("tide-tables", "0.4.2");

        using var response = await GetAsync("/api/v1/crates/tide-tables/0.4.2/status?wait=done&timeout=60", Token);
        var change = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal("done", change["change"]!["state"]!.GetValue<string>());
        using var index = await GetAsync("/index/ti/de/tide-tables", $"Bearer {Token}");
        Assert.Equal(HttpStatusCode.OK, index.StatusCode);
        using var git = await GetAsync(
            "/git/index/info/refs?service=git-upload-pack", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Token}")));
        Assert.Equal(HttpStatusCode.OK, git.StatusCode);
    }

    [Fact]
    public async Task A_token_that_is_revoked_reads_nothing_from_then_on()
    {
        using (var before = await GetAsync("/index/config.json", Token))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await using (var command = Registry.Database.DataSource.CreateCommand("UPDATE api_tokens SET revoked_at = now()"))
            await command.ExecuteNonQueryAsync(Cancelled);

        using var after = await GetAsync("/index/config.json", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Theory]
    [InlineData("UPDATE api_tokens SET revoked_at = now()")]
    [InlineData("UPDATE api_tokens SET expires_at = now()")]
    [InlineData("UPDATE users SET disabled_at = now()")]
    public async Task What_a_program_follows_ends_when_its_token_is_not_good_any_more(string change)
    {
        var status = await PublishAsync("tide-tables", "0.4.2");
        using var request = new HttpRequestMessage(HttpMethod.Get, status) { Headers = { { "Authorization", Token }, { "Accept", "text/event-stream" } } };
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled));
        Assert.Equal("event: change", await events.ReadLineAsync(Cancelled));
        var waiting = GetAsync($"{status}?wait=done&timeout=300", Token);
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(Registry.Url, "/hubs/changes"), options => options.AccessTokenProvider = () => Task.FromResult<string?>(Token)).Build();
        await hub.StartAsync(Cancelled);
        using var followed = await GetAsync(status, Token);
        var id = JsonNode.Parse(await followed.Content.ReadAsStringAsync(Cancelled))!["change"]!["id"]!.GetValue<string>();
        await using var messages = hub.StreamAsync<JsonNode>("Watch", id, Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await messages.MoveNextAsync());

        await using (var command = Registry.Database.DataSource.CreateCommand(change))
            await command.ExecuteNonQueryAsync(Cancelled);

        var refused = await Assert.ThrowsAsync<HubException>(async () => await messages.MoveNextAsync());
        Assert.Contains("not good any more", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubException>(async () => await hub.StreamAsync<JsonNode>("Watch", id, Cancelled).FirstAsync(Cancelled));
        Assert.DoesNotContain("event:", await events.ReadToEndAsync(Cancelled), StringComparison.Ordinal);
        using var waited = await waiting;
        Assert.Equal(HttpStatusCode.Accepted, waited.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Http.SendAsync(request, Cancelled);
    }
}
