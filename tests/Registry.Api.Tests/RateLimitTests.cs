using System.Net;
using System.Text;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>How often users may do what: over all nodes together, without paying for what was refused.</summary>
public sealed class RateLimitTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private static readonly string[] Actions = ["publish-new", "publish-update", "yank", "change-owners"];

    /// <summary>Two at once, and then none for the length of a test.</summary>
    protected override string[] Settings =>
    [
        .. from action in (string[])["PublishNew", "PublishUpdate", "Yank", "ChangeOwners"]
           from setting in (string[])["Burst=2", "Rate=01:00:00"]
           select $"--RateLimits:{action}:{setting}",
    ];

    [Fact]
    public async Task Who_publishes_too_many_new_crates_is_told_when_to_try_again_and_nothing_is_kept()
    {
        await PublishAsync("tide-a", "1.0.0");
        await PublishAsync("tide-b", "1.0.0");

        using var refused = await Http.PublishAsync(Token, CrateUpload.Body("tide-c", "1.0.0"), Cancelled);

        await AssertLimitedAsync(refused, "many new crates");
        Assert.Equal(0, await CountAsync("crates WHERE name = 'tide-c'"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), "*", SearchOption.AllDirectories).Length);

        // New versions have a bucket of their own, and so has every user.
        await PublishAsync("tide-a", "1.0.1");
        var grace = await Registry.CreateTokenAsync("grace");
        using var other = await Http.PublishAsync(grace, CrateUpload.Body("tide-c", "1.0.0"), Cancelled);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Too_many_versions_yanks_and_changes_of_owners_are_refused_too()
    {
        await PublishAsync("tide", "1.0.0");
        await PublishAsync("tide", "1.0.1");
        await PublishAsync("tide", "1.0.2");
        using (var version = await Http.PublishAsync(Token, CrateUpload.Body("tide", "1.0.3"), Cancelled))
            await AssertLimitedAsync(version, "many new versions");

        Assert.Equal(HttpStatusCode.OK, (await Http.YankAsync(Token, "tide", "1.0.0", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Http.UnyankAsync(Token, "tide", "1.0.0", Cancelled)).StatusCode);
        using (var yank = await Http.YankAsync(Token, "tide", "1.0.0", Cancelled))
            await AssertLimitedAsync(yank, "yanked or unyanked");

        await Registry.CreateTokenAsync("grace");
        Assert.Equal(HttpStatusCode.OK, (await OwnersAsync(HttpMethod.Put)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await OwnersAsync(HttpMethod.Delete)).StatusCode);
        using var owners = await OwnersAsync(HttpMethod.Put);
        await AssertLimitedAsync(owners, "changed owners");
        Assert.Equal(0, await CountAsync("owner_invitations"));
    }

    [Fact]
    public async Task What_is_refused_for_another_reason_costs_nothing()
    {
        await PublishAsync("tide", "1.0.0");
        for (var time = 0; time < 4; time++)
        {
            using var reserved = await Http.PublishAsync(Token, CrateUpload.Body("nul", "1.0.0"), Cancelled);
            Assert.Equal(HttpStatusCode.BadRequest, reserved.StatusCode);
            using var again = await Http.PublishAsync(Token, CrateUpload.Body("tide", "1.0.0"), Cancelled);
            Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
            using var nobody = await OwnersAsync(HttpMethod.Put);
            Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);
            using var unknown = await Http.YankAsync(Token, "tide", "9.9.9", Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        Assert.Equal(1, await CountAsync("rate_limit_buckets"));
        await PublishAsync("moon", "1.0.0");
    }

    [Fact]
    public async Task Of_many_at_once_on_two_nodes_no_more_get_through_than_there_are_tokens()
    {
        var (_, url) = await Registry.StartWebAsync(Settings);
        using var other = new HttpClient { BaseAddress = url };

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => (i % 2 == 0 ? Http : other).PublishAsync(Token, CrateUpload.Body($"tide-{i}", "1.0.0"), Cancelled)));

        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(2, await CountAsync("crates"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Tokens_come_back_one_by_one_and_no_more_than_fit()
    {
        await PublishAsync("tide-a", "1.0.0");
        await PublishAsync("tide-b", "1.0.0");
        await ExecuteAsync("UPDATE rate_limit_buckets SET refilled_at = refilled_at - interval '61 minutes'");

        await PublishAsync("tide-c", "1.0.0");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Http.PublishAsync(Token, CrateUpload.Body("tide-d", "1.0.0"), Cancelled)).StatusCode);

        await ExecuteAsync("UPDATE rate_limit_buckets SET refilled_at = refilled_at - interval '30 days'");
        await PublishAsync("tide-e", "1.0.0");
        await PublishAsync("tide-f", "1.0.0");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Http.PublishAsync(Token, CrateUpload.Body("tide-g", "1.0.0"), Cancelled)).StatusCode);
    }

    [Fact]
    public async Task An_admin_allows_a_user_more_for_a_time_and_takes_it_back()
    {
        await PublishAsync("tide-a", "1.0.0");
        await PublishAsync("tide-b", "1.0.0");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Http.PublishAsync(Token, CrateUpload.Body("tide-c", "1.0.0"), Cancelled)).StatusCode);

        var set = await LimitsAsync("--action", "publish-new", "--burst", "3", "--rate", "00:00:30", "--until", "2d");
        Assert.Contains("publish-new\t3\t00:00:30\t20", set, StringComparison.Ordinal);
        Assert.Contains("yank\t2\t01:00:00\tfor everybody", set, StringComparison.Ordinal);
        foreach (var name in (string[])["tide-c", "tide-d", "tide-e"])
            await PublishAsync(name, "1.0.0");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Http.PublishAsync(Token, CrateUpload.Body("tide-f", "1.0.0"), Cancelled)).StatusCode);

        Assert.Contains("publish-new\tno limit", await LimitsAsync("--action", "publish-new", "--burst", "0"), StringComparison.Ordinal);
        foreach (var i in Enumerable.Range(0, 5))
            await PublishAsync($"moon-{i}", "1.0.0");

        await ExecuteAsync("UPDATE rate_limit_overrides SET expires_at = now() - interval '1 second'");
        await PublishAsync("star-a", "1.0.0");
        await PublishAsync("star-b", "1.0.0");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Http.PublishAsync(Token, CrateUpload.Body("star-c", "1.0.0"), Cancelled)).StatusCode);

        var cleared = await LimitsAsync("--clear");
        Assert.All(Actions, action => Assert.Contains($"{action}\t2\t01:00:00\tfor everybody", cleared, StringComparison.Ordinal));
        Assert.Equal(0, await CountAsync("rate_limit_overrides"));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("ada", "--action", "publish-new")]
    [InlineData("ada", "--action", "sleep", "--burst", "1")]
    [InlineData("ada", "--burst", "1")]
    [InlineData("ada", "--action", "yank", "--burst", "-1")]
    [InlineData("ada", "--action", "yank", "--burst", "1", "--rate", "soon")]
    [InlineData("ada", "--action", "yank", "--burst", "1", "--until", "2001-01-01")]
    [InlineData("ada", "--clear", "--burst", "1")]
    public async Task A_limit_that_makes_no_sense_is_refused(params string[] arguments)
    {
        var result = await RegistryExecutable.RunAsync(["user", "limits", .. arguments, .. Registry.Settings], Cancelled);

        Assert.Equal(arguments[0] == "nobody" ? 1 : 2, result.ExitCode);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, await CountAsync("rate_limit_overrides"));
    }

    private async Task<string> LimitsAsync(params string[] arguments) =>
        (await RegistryExecutable.RunAsync(["user", "limits", "Ada", .. arguments, .. Registry.Settings, .. Settings], Cancelled)).Succeeded().Output;

    private static async Task AssertLimitedAsync(HttpResponseMessage response, string words)
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 50, 60);
        var error = await response.ErrorAsync(Cancelled);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Contains("try again in ", error, StringComparison.Ordinal);
        Assert.Matches(@", at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\. ", error);
    }

    private Task<HttpResponseMessage> OwnersAsync(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, "/api/v1/crates/tide/owners")
        {
            Content = new StringContent("{\"users\":[\"grace\"]}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", Token);
        return Http.SendAsync(request, Cancelled);
    }

    private async Task<long> CountAsync(string of)
    {
        await using var command = Registry.Database.DataSource.CreateCommand($"SELECT count(*) FROM {of}");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
