using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Registry.Jobs;
using Registry.Jobs.Verification;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The last stage of a change: the registry is read as cargo reads it.</summary>
public sealed class VerificationTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_wrong_byte_in_the_stored_file_keeps_a_publish_from_being_verified_until_it_is_mended()
    {
        var status = await PublishAsync("tide", "1.0.0");
        var file = Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), "tide-*.crate", SearchOption.AllDirectories).Single();
        var sound = await File.ReadAllBytesAsync(file, Cancelled);
        var wrong = sound.ToArray();
        wrong[^20] ^= 1;
        await File.WriteAllBytesAsync(file, wrong, Cancelled);

        await using var worker = await Registry.StartWorkerAsync("--Jobs:Retry:BaseDelay=00:00:01", "--Jobs:Retry:MaxDelay=00:00:01");
        await Wait.UntilAsync(async () => ErrorOf(await Http.GetChangeAsync(status, Cancelled)) is not null, null, "the verification to fail");
        var change = await Http.GetChangeAsync(status, Cancelled);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(wrong)), ErrorOf(change), StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(sound)), ErrorOf(change), StringComparison.Ordinal);
        Assert.True(change["usable"]!.GetValue<bool>());

        await File.WriteAllBytesAsync(file, sound, Cancelled);
        await UntilDoneAsync(status);
    }

    [Fact]
    public async Task A_download_is_followed_to_another_server_and_never_held_in_memory()
    {
        const int megabytes = 100;
        var piece = RandomNumberGenerator.GetBytes(Megabyte);
        await using var elsewhere = await ServeAsync(app => app.MapGet("/file", async (HttpContext http) =>
        {
            for (var i = 0; i < megabytes; i++)
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        }));
        await using var registry = await ServeAsync(app =>
        {
            app.MapGet("/index/config.json", () => new { dl = $"{app.Urls.First()}/dl/{{lowerprefix}}/{{crate}}/{{version}}/{{sha256-checksum}}" });
            app.MapGet("/dl/ti/de/Tide/1.0.0%2B7/abc", () => Results.Redirect($"{elsewhere.Urls.First()}/file"));
            app.MapGet("/dl/ti/de/Tide/1.0.0+7/abc", () => Results.Redirect($"{elsewhere.Urls.First()}/file"));
        });
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < megabytes; i++)
            expected.AppendData(piece);
        using var http = new HttpClient();
        var before = GC.GetTotalAllocatedBytes();

        var checksum = await ClientOf(http, registry).DownloadChecksumAsync("Tide", "1.0.0+7", "abc", Cancelled);

        Assert.Equal(Convert.ToHexStringLower(expected.GetHashAndReset()), checksum);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 60 * Megabyte);
    }

    [Fact]
    public async Task Who_stops_sending_and_who_does_not_answer_is_not_waited_for()
    {
        await using var registry = await ServeAsync(app =>
        {
            app.MapGet("/index/config.json", () => new { dl = app.Urls.First() });
            app.MapGet("/half/1.0.0/download", async (HttpContext http) =>
            {
                await http.Response.Body.WriteAsync(new byte[1000], http.RequestAborted);
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            });
            app.MapGet("/index/si/le/silent", (HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        });
        using var http = new HttpClient();
        var client = ClientOf(http, registry, TimeSpan.FromMilliseconds(300));

        var half = await Assert.ThrowsAsync<VerificationException>(() => client.DownloadChecksumAsync("half", "1.0.0", "", Cancelled));
        Assert.Contains("/half/1.0.0/download has stopped sending", half.Message, StringComparison.Ordinal);
        var silent = await Assert.ThrowsAsync<VerificationException>(() => client.FindLineAsync("si/le/silent", "1.0.0", Cancelled));
        Assert.Contains("/index/si/le/silent has not answered", silent.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<VerificationException>(() => client.DownloadChecksumAsync("none", "1.0.0", "", Cancelled));
        Assert.Contains("answered 404", missing.Message, StringComparison.Ordinal);
        Assert.Null(await client.FindLineAsync("no/ne/none", "1.0.0", Cancelled));
    }

    [Theory]
    [InlineData("https://x/dl", "Tide", "https://x/dl/Tide/1.0.0+b/download")]
    [InlineData("https://x/{crate}-{version}.crate", "Tide", "https://x/Tide-1.0.0+b.crate")]
    [InlineData("https://x/{prefix}/{lowerprefix}", "TiDe", "https://x/Ti/De/ti/de")]
    [InlineData("https://x/{prefix}/{crate}", "Abc", "https://x/3/A/Abc")]
    [InlineData("https://x/{prefix}/{sha256-checksum}", "ab", "https://x/2/00ff")]
    [InlineData("https://x/{prefix}/{crate}", "a", "https://x/1/a")]
    public void Downloads_are_where_cargo_looks_for_them(string dl, string crate, string expected) =>
        Assert.Equal(expected, DownloadAddress.For(dl, crate, "1.0.0+b", "00ff"));

    private static string? ErrorOf(JsonNode change) =>
        (string?)change["stages"]!.AsArray().Single(stage => (string?)stage!["name"] == "verified")!["last_error"];

    private static PublicRegistryClient ClientOf(HttpClient http, WebApplication registry, TimeSpan? patience = null) =>
        new(http, new PublicUrl(() => new Uri(registry.Urls.First())), TimeProvider.System) { Patience = patience ?? TimeSpan.FromSeconds(20) };

    private static async Task<WebApplication> ServeAsync(Action<WebApplication> map)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add($"http://{IPAddress.Loopback}:0");
        map(app);
        await app.StartAsync(Cancelled);
        return app;
    }
}
