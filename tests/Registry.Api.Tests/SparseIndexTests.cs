using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What cargo reads: the sparse index, its configuration, downloads.</summary>
public sealed class SparseIndexTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private readonly PostgresFixture _postgres = postgres;

    [Fact]
    public async Task The_configuration_names_this_registry()
    {
        var configuration = JsonNode.Parse(await Http.GetStringAsync("/index/config.json", Cancelled))!;

        var url = Registry.Url.AbsoluteUri.TrimEnd('/');
        Assert.Equal(url, configuration["api"]!.GetValue<string>());
        Assert.Equal($"{url}/api/v1/crates", configuration["dl"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_known_file_is_not_sent_again_until_it_changes()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        using var first = await Http.GetAsync("/index/ti/de/tide-tables", Cancelled);

        using var second = await GetIfNoneMatchAsync(first.Headers.ETag!);
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.3"));
        using var third = await GetIfNoneMatchAsync(first.Headers.ETag!);

        Assert.False(first.Headers.ETag!.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(2, (await third.Content.ReadAsStringAsync(Cancelled)).Count(character => character == '\n'));
    }

    [Theory]
    [InlineData("/index/no/su/no-such")]
    [InlineData("/index/")]
    [InlineData("/index/../secret")]
    public async Task An_unknown_file_is_not_found(string path)
    {
        using var response = await Http.GetAsync(path, Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_download_is_the_upload_byte_for_byte_and_found_by_any_spelling()
    {
        var archive = CrateUpload.Archive("tide-tables", "0.4.2");
        using (var response = await Http.PublishAsync(
            Token, CrateUpload.Frame(CrateUpload.Metadata("tide-tables", "0.4.2"), archive), Cancelled))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        Assert.Equal(archive, await Http.GetByteArrayAsync("/api/v1/crates/tide-tables/0.4.2/download", Cancelled));
        Assert.Equal(archive, await Http.GetByteArrayAsync("/api/v1/crates/Tide_Tables/0.4.2/download", Cancelled));
        using var head = await Http.SendAsync(new(HttpMethod.Head, "/api/v1/crates/tide-tables/0.4.2/download"), Cancelled);
        Assert.Equal(archive.Length, head.Content.Headers.ContentLength);
        using var missing = await Http.GetAsync("/api/v1/crates/tide-tables/9.9.9/download", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task With_the_git_index_off_a_change_is_done_without_it()
    {
        await using var registry = await RegistryServer.StartAsync(_postgres, "--Index:Git:Enabled=false");
        await using var worker = await registry.StartWorkerAsync("--Index:Git:Enabled=false");
        var token = await registry.CreateTokenAsync("ada");
        using (var response = await registry.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var change = await registry.Http.GetChangeAsync("/api/v1/crates/tide-tables/0.4.2/status?wait=done", Cancelled);

        Assert.Equal("done", change["state"]!.GetValue<string>());
        Assert.Equal("skipped", change["stages"]!.AsArray().Single(stage => stage!["name"]!.GetValue<string>() == "git_index")!["state"]!.GetValue<string>());
    }

    private Task<HttpResponseMessage> GetIfNoneMatchAsync(EntityTagHeaderValue tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/index/ti/de/tide-tables");
        request.Headers.IfNoneMatch.Add(tag);
        return Http.SendAsync(request, Cancelled);
    }
}
