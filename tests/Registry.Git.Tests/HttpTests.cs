using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class HttpTests : IDisposable
{
    private const string InfoRefs = "/git/index/info/refs?service=git-upload-pack";

    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task The_advertisement_names_the_head_and_is_not_to_be_cached()
    {
        var index = await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);

        using var answer = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Sandbox.Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-git-upload-pack-advertisement", answer.Content.Headers.ContentType?.ToString());
        Assert.True(answer.Headers.CacheControl is { NoCache: true, MustRevalidate: true });
        Assert.Equal("no-cache", answer.Headers.Pragma.ToString());
        Assert.StartsWith("001e# service=git-upload-pack\n0000", body, StringComparison.Ordinal);
        Assert.Contains($"{index.Head} HEAD", body, StringComparison.Ordinal);
        Assert.Contains("symref=HEAD:refs/heads/master", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version=2", "000eversion 2\n")]
    [InlineData("extra=1:version=2", "000eversion 2\n")]
    [InlineData("version=2;id", "001e# service=git-upload-pack\n")]
    [InlineData("nonsense", "001e# service=git-upload-pack\n")]
    public async Task The_protocol_header_is_passed_on_unless_it_is_odd(string header, string beginning)
    {
        await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);
        using var request = new HttpRequestMessage(HttpMethod.Get, InfoRefs);
        Assert.True(request.Headers.TryAddWithoutValidation("Git-Protocol", header));

        using var answer = await host.Client.SendAsync(request, Sandbox.Cancellation);

        Assert.StartsWith(beginning, await answer.Content.ReadAsStringAsync(Sandbox.Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    public async Task A_fetch_is_answered_with_a_pack(string? encoding)
    {
        var index = await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);

        using var answer = await PostAsync(host, Want(index.Head), encoding);
        var body = await answer.Content.ReadAsByteArrayAsync(Sandbox.Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-git-upload-pack-result", answer.Content.Headers.ContentType?.ToString());
        Assert.StartsWith("0008NAK\nPACK", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_content_is_answered_without_content()
    {
        await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);

        using var answer = await PostAsync(host, "0000");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Sandbox.Cancellation));
    }

    [Fact]
    public async Task What_git_does_not_understand_is_a_bad_request()
    {
        await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);

        using var junk = await PostAsync(host, "this is not git");
        using var notGzip = await PostAsync(host, "this is not gzip", "gzip", compress: false);
        using var otherEncoding = await PostAsync(host, "0000", "br", compress: false);
        using var otherType = await host.Client.PostAsync("/git/index/git-upload-pack", new StringContent("0000"), Sandbox.Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, junk.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, notGzip.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, otherEncoding.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, otherType.StatusCode);
    }

    [Fact]
    public async Task A_request_that_grows_when_unpacked_is_cut_off()
    {
        var index = await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox, ("Index:Git:Serving:MaxRequestBytes", "10000"));
        var haves = string.Concat(Enumerable.Repeat($"0032have {new string('1', 40)}\n", 1000));

        using var answer = await PostAsync(host, $"0032want {index.Head}\n0000{haves}0009done\n", "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.False(GitProcesses.In(_sandbox.Path).Any());
    }

    [Theory]
    [InlineData("GET", "/git/index/info/refs?service=git-receive-pack", HttpStatusCode.Forbidden)]
    [InlineData("POST", "/git/index/git-receive-pack", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/git/index/info/refs", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/git/index/info/refs?service=git-upload-archive", HttpStatusCode.Forbidden)]
    [InlineData("GET", "/git/index/HEAD", HttpStatusCode.NotFound)]
    [InlineData("GET", "/git/index/config", HttpStatusCode.NotFound)]
    [InlineData("GET", "/git/index/objects/info/packs", HttpStatusCode.NotFound)]
    [InlineData("GET", "/git/index", HttpStatusCode.NotFound)]
    public async Task Anything_but_reading_by_the_smart_protocol_is_refused_in_words(string method, string path, HttpStatusCode status)
    {
        await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await host.Client.SendAsync(request, Sandbox.Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith("\n", await answer.Content.ReadAsStringAsync(Sandbox.Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_is_not_there_yet_is_asked_for_again_later()
    {
        await using var host = await GitHost.StartAsync(_sandbox);

        using var early = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);
        await _sandbox.SeedAsync();
        using var late = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.NotNull(early.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    [Fact]
    public async Task A_broken_index_is_a_failure_of_the_server()
    {
        await _sandbox.SeedAsync();
        await File.WriteAllTextAsync(Path.Combine(_sandbox.Path, "config"), "[core\n", Sandbox.Cancellation);
        await using var host = await GitHost.StartAsync(_sandbox);

        using var answer = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task An_index_that_is_turned_off_points_to_the_sparse_one()
    {
        await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox, ("Index:Git:Enabled", "false"));

        using var answer = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("sparse", await answer.Content.ReadAsStringAsync(Sandbox.Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public void Git_inherits_nothing_from_the_registrys_environment() => Assert.Equal(
        [
            "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_KEY_0", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_VALUE_0",
            "GIT_TERMINAL_PROMPT", "LC_ALL", "PATH",
        ],
        GitExecutable.Find().Command("version").Environment.Keys.Order(StringComparer.Ordinal));

    public void Dispose() => _sandbox.Dispose();

    private static string Want(string head) => $"0032want {head}\n00000009done\n";

    private static Task<HttpResponseMessage> PostAsync(GitHost host, string body, string? encoding = null, bool compress = true)
    {
        var bytes = Encoding.ASCII.GetBytes(body);
        if (encoding is not null && compress)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
                gzip.Write(bytes);
            bytes = packed.ToArray();
        }

        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-upload-pack-request");
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return host.Client.PostAsync("/git/index/git-upload-pack", content, Sandbox.Cancellation);
    }
}
