using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Crates in a bucket of a real server that speaks the S3 protocol.</summary>
public sealed class S3StorageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Download = "/api/v1/crates/tide/1.0.0/download";

    private ObjectServer _bucket = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bucket = await ObjectServer.StartAsync(Cancelled);

    public ValueTask DisposeAsync() => _bucket.DisposeAsync();

    [Fact]
    public async Task A_crate_is_kept_in_the_bucket_handed_out_whole_and_in_parts_and_verified()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, _bucket.Settings);
        await using var worker = await registry.StartWorkerAsync(_bucket.Settings);
        var upload = await PublishAsync(registry, "tide");
        var change = await registry.Http.GetChangeAsync("/api/v1/crates/tide/1.0.0/status?wait=done&timeout=60", Cancelled);
        Assert.Equal("done", change["state"]!.GetValue<string>());
        Assert.StartsWith("crates/ti/de/tide-1.0.0-", Assert.Single(await _bucket.KeysAsync(Cancelled)), StringComparison.Ordinal);

        using var whole = await registry.Http.GetAsync(Download, Cancelled);
        Assert.Equal(upload, await whole.Content.ReadAsByteArrayAsync(Cancelled));
        using var request = new HttpRequestMessage(HttpMethod.Get, Download) { Headers = { Range = new RangeHeaderValue(10, 29) } };
        using var part = await registry.Http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(upload[10..30], await part.Content.ReadAsByteArrayAsync(Cancelled));
        using var head = await registry.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Download), Cancelled);
        Assert.Equal(upload.Length, head.Content.Headers.ContentLength);

        var verified = await RegistryExecutable.RunAsync(["index", "verify", "--files", "all", .. registry.Settings, .. _bucket.Settings], Cancelled);
        Assert.Contains("Compared 1 crate and 1 stored file: no difference.", verified.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_is_answered_with_a_signed_link_where_that_is_wanted_and_counted()
    {
        string[] settings = [.. _bucket.Settings, "--Storage:S3:RedirectDownloads=true", "--Downloads:FoldInterval=00:00:00.2"];
        await using var registry = await RegistryServer.StartAsync(postgres, settings);
        await using var worker = await registry.StartWorkerAsync(settings);
        var upload = await PublishAsync(registry, "tide");
        await registry.Http.GetChangeAsync("/api/v1/crates/tide/1.0.0/status?wait=done&timeout=60", Cancelled);
        using var direct = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = registry.Http.BaseAddress };

        using var answer = await direct.GetAsync(Download, Cancelled);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(upload, await direct.GetByteArrayAsync(answer.Headers.Location, Cancelled));
        var unsigned = new Uri(answer.Headers.Location!.GetLeftPart(UriPartial.Path));
        using var refused = await direct.GetAsync(unsigned, Cancelled);
        Assert.False(refused.IsSuccessStatusCode, "whoever has no link gets nothing");
        await Wait.UntilAsync(
            async () => JsonNode.Parse(await registry.Http.GetStringAsync("/api/v1/crates/tide/1.0.0", Cancelled))!["version"]!["downloads"]!.GetValue<int>() == 1,
            null, "the download to be counted");
    }

    [Fact]
    public async Task While_the_bucket_is_away_a_publish_is_told_to_come_back_and_leaves_nothing()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, _bucket.Settings);
        await _bucket.StopAsync();

        var token = await registry.CreateTokenAsync("ada");
        using var response = await registry.Http.PublishAsync(token, CrateUpload.Body("tide", "1.0.0"), Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("cannot reach the place where it keeps crates", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        using var version = await registry.Http.GetAsync("/api/v1/crates/tide/1.0.0/status", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, version.StatusCode);
    }

    [Fact]
    public async Task A_file_of_a_publish_that_ended_in_doubt_is_cleared_away_and_one_that_is_needed_stays()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, _bucket.Settings);
        await PublishAsync(registry, "tide");
        var needed = Assert.Single(await _bucket.KeysAsync(Cancelled))["crates/".Length..];
        foreach (var name in new[] { $"doubt/{needed}", "doubt/mo/on/moon-1.0.0-0123456789abcdef.crate", "crates/mo/on/moon-1.0.0-0123456789abcdef.crate" })
            await _bucket.PutAsync(name, Cancelled);

        var storage = registry.Services.GetRequiredService<App.Storage.ICrateStorage>();
        Assert.Equal(2, (await storage.FindDoubtfulAsync(TimeProvider.System.GetUtcNow().AddMinutes(1), Cancelled)).Count);
        Assert.Empty(await storage.FindDoubtfulAsync(TimeProvider.System.GetUtcNow().AddDays(-1), Cancelled));
        await storage.ConfirmAsync(needed, Cancelled);
        await storage.DeleteAsync("mo/on/moon-1.0.0-0123456789abcdef.crate", Cancelled);

        Assert.Equal([$"crates/{needed}"], await _bucket.KeysAsync(Cancelled));
    }

    /// <summary>The bytes of its file.</summary>
    private static async Task<byte[]> PublishAsync(RegistryServer registry, string name)
    {
        var token = await registry.CreateTokenAsync("ada");
        var archive = CrateUpload.Archive(name, "1.0.0");
        using var response = await registry.Http.PublishAsync(token, CrateUpload.Frame(CrateUpload.Metadata(name, "1.0.0"), archive), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return archive;
    }
}
