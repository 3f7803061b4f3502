using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Limits for a crate alone, set by an admin over the API or by the verb.</summary>
public sealed class CrateLimitTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Tide = "/api/admin/crates/Tide_Tables/limits";

    protected override string[] Settings => ["--Publish:MaxCrateBytes=20000", "--Publish:MaxFeatures=2", "--Publish:MaxDependencies=1"];

    [Fact]
    public async Task A_crate_may_be_larger_than_others_before_it_exists_and_for_as_long_as_an_admin_wants()
    {
        var large = Random(30_000);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PublishedAsync("tide-tables", "1.0.0", source: large));

        var set = await ChangeAsync("""{"limits":{"max_crate_bytes":200000}}""");
        Assert.Equal(200_000, set["limits"]!["max_crate_bytes"]!.GetValue<int>());
        Assert.Equal(200_000, set["effective"]!["max_crate_bytes"]!.GetValue<int>());
        Assert.Null(set["limits"]!["max_features"]);
        Assert.Equal(2, set["effective"]!["max_features"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "1.0.0", source: large));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PublishedAsync("moor-line", "1.0.0", source: large));

        await ChangeAsync("""{"limits":{"max_crate_bytes":null}}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PublishedAsync("tide-tables", "1.0.1", source: large));
        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "1.0.1"));
    }

    [Fact]
    public async Task An_upload_that_is_too_large_is_refused_by_its_length_alone()
    {
        await ChangeAsync("""{"limits":{"max_crate_bytes":50000000}}""");
        var body = CrateUpload.Body("tide-tables", "1.0.0");
        var json = BinaryPrimitives.ReadInt32LittleEndian(body);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4 + json), 50_000_001);

        using var response = await Http.PublishAsync(Token, body[..(8 + json)], Cancelled);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("at most 50000000", await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
    }

    /// <summary>More than what Kestrel takes by itself, and than what all other crates may bring.</summary>
    [Fact]
    public async Task A_crate_of_forty_megabytes_gets_through_when_it_may()
    {
        await ChangeAsync("""{"limits":{"max_crate_bytes":60000000}}""");

        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "1.0.0", source: Random(40_000_000)));
    }

    [Fact]
    public async Task Features_and_dependencies_follow_the_crates_own_limits()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("moor-line", "1.0.0"));
        await UntilDoneAsync(await PublishAsync("buoy", "1.0.0"));
        Assert.Equal(HttpStatusCode.BadRequest, await PublishedAsync("tide-tables", "1.0.0", With("features")));
        Assert.Equal(HttpStatusCode.BadRequest, await PublishedAsync("tide-tables", "1.0.0", With("deps")));

        await ChangeAsync("""{"limits":{"max_features":3,"max_dependencies":2}}""");

        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "1.0.0", With("features")));
        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "1.0.1", With("deps")));
        Assert.Equal(HttpStatusCode.BadRequest, await PublishedAsync("other", "1.0.0", With("features")));
    }

    [Fact]
    public async Task Versions_of_a_day_are_counted_even_when_they_come_at_once_and_a_crate_may_have_more()
    {
        await ChangeAsync("""{"limits":{"max_versions_per_day":3}}""");
        await PublishAsync("tide-tables", "1.0.0");

        var codes = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => PublishedAsync("tide-tables", $"1.0.{i}")));

        Assert.Equal(2, codes.Count(code => code == HttpStatusCode.OK));
        Assert.Equal(6, codes.Count(code => code == HttpStatusCode.TooManyRequests));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), "*.crate", SearchOption.AllDirectories).Length);
        using (var refused = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "2.0.0"), Cancelled))
        {
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalHours, 23, 24);
            Assert.Contains("3 versions within 24 hours", await refused.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        await ExecuteAsync("UPDATE versions SET created_at = created_at - interval '25 hours' WHERE number = '1.0.0'");
        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "2.0.0"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await PublishedAsync("tide-tables", "2.0.1"));
        await ChangeAsync("""{"limits":{"max_versions_per_day":0}}""");
        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "2.0.1"));
    }

    [Fact]
    public async Task Only_an_admin_with_a_token_that_is_good_for_it_sees_and_sets_limits()
    {
        var scoped = await Registry.CreateTokenAsync("root", admin: true, scopes: ["publish-new"]);
        var others = await Registry.CreateTokenAsync("root", admin: true, crates: ["moor-*"]);
        foreach (var (token, status) in ((string?, HttpStatusCode)[])
            [(null, HttpStatusCode.Unauthorized), (Token, HttpStatusCode.Forbidden), (scoped, HttpStatusCode.Forbidden), (others, HttpStatusCode.Forbidden)])
        {
            using var get = await SendAsync(HttpMethod.Get, token, Tide);
            using var patch = await SendAsync(HttpMethod.Patch, token, Tide, """{"limits":{"max_features":9}}""");
            Assert.Equal(status, get.StatusCode);
            Assert.Equal(status, patch.StatusCode);
            Assert.NotEmpty(await patch.ErrorAsync(Cancelled));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"limits":{}}""")]
    [InlineData("""{"limits":{"max_fun":1}}""")]
    [InlineData("""{"limits":{"max_features":0}}""")]
    [InlineData("""{"limits":{"max_features":"many"}}""")]
    [InlineData("""{"limits":{"max_features":1.5}}""")]
    [InlineData("""{"limits":{"max_crate_bytes":99999999999}}""")]
    [InlineData("""{"limits":{"max_versions_per_day":-1}}""")]
    public async Task A_change_that_makes_no_sense_is_refused(string body)
    {
        using var response = await SendAsync(HttpMethod.Patch, await AdminAsync(), Tide, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty(await response.ErrorAsync(Cancelled));
    }

    [Fact]
    public async Task The_verb_prints_sets_and_clears_limits()
    {
        string[] all = [.. Registry.Settings, .. Settings];
        Assert.Contains("max-crate-bytes\t20000\tfor all", await LimitsAsync(all), StringComparison.Ordinal);

        var set = await LimitsAsync([.. all, "--max-crate-bytes", "200000", "--max-versions-per-day=7"]);
        Assert.Contains("max-crate-bytes\t200000\tfor this crate", set, StringComparison.Ordinal);
        Assert.Contains("max-versions-per-day\t7\tfor this crate", set, StringComparison.Ordinal);
        Assert.Contains("max-features\t2\tfor all", set, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await PublishedAsync("tide-tables", "1.0.0", source: Random(30_000)));

        Assert.Contains("max-crate-bytes\t20000\tfor all", await LimitsAsync([.. all, "--clear"]), StringComparison.Ordinal);
        foreach (var wrong in (string[][])[["--max-features", "0"], ["--clear", "--max-features", "1"], ["--max-features", "x"], ["--max-fun", "1"]])
            Assert.Equal(2, (await RegistryExecutable.RunAsync(["crate", "limits", "tide", .. wrong, .. all], Cancelled)).ExitCode);
    }

    private static async Task<string> LimitsAsync(string[] arguments) =>
        (await RegistryExecutable.RunAsync(["crate", "limits", "Tide_tables", .. arguments], Cancelled)).Succeeded().Output;

    /// <summary>Nothing that gets smaller when it is packed.</summary>
    private static string Random(int bytes) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));

    private static JsonObject With(string what)
    {
        var metadata = CrateUpload.Metadata("tide-tables", "1.0.0");
        if (what == "features")
            metadata["features"] = new JsonObject { ["a"] = new JsonArray(), ["b"] = new JsonArray(), ["c"] = new JsonArray() };
        else
            metadata["deps"] = new JsonArray(Dependency("moor-line"), Dependency("buoy"));
        return metadata;
    }

    private static JsonObject Dependency(string name) => new() { ["name"] = name, ["version_req"] = "^1", ["kind"] = "normal" };

    private async Task<HttpStatusCode> PublishedAsync(string name, string version, JsonObject? metadata = null, string source = "")
    {
        if (metadata is not null)
            (metadata["name"], metadata["vers"]) = (name, version);
        using var response = await Http.PublishAsync(Token, CrateUpload.Body(name, version, metadata, source), Cancelled);
        return response.StatusCode;
    }

    private async Task<JsonNode> ChangeAsync(string body)
    {
        using var response = await SendAsync(HttpMethod.Patch, await AdminAsync(), Tide, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadAsStringAsync(Cancelled);
        using var get = await SendAsync(HttpMethod.Get, await AdminAsync(), "/api/admin/crates/tide-tables/limits");
        var again = JsonNode.Parse(await get.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal(JsonNode.Parse(answer)!["limits"]!.ToJsonString(), again["limits"]!.ToJsonString());
        return again;
    }

    private Task<string> AdminAsync() => Registry.CreateTokenAsync("root", admin: true);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string? token, string path, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        return Http.SendAsync(request, Cancelled);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
