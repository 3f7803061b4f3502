using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Hosting.Postgres;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class DatabaseOutageTests
{
    [Fact]
    public async Task With_the_database_stopped_cargo_still_builds_with_what_was_asked_for_and_publishes_once_it_is_back()
    {
        using var directory = new TemporaryDirectory();
        await using var postgres = new Postgres(directory.Path);
        await postgres.StartAsync();
        await using var site = await Site.StartAsync("serve", postgres.ConnectionString);
        await site.WaitAsync(await site.PublishAsync("tide", "0.1.0"), "done");
        using var consumer = CargoPackage.Program("consumer", "fn main() {}", """tide = { version = "0.1", registry = "registry" }""");
        await FetchAsync(site, consumer);

        await postgres.StopAsync();
        for (var time = 0; time < 2; time++)
        {
            File.Delete(Path.Combine(consumer.Path, "Cargo.lock"));
            await FetchAsync(site, consumer);
        }

        using (var unknown = await site.Http.GetAsync("/index/un/kn/unknown", TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);

        await postgres.StartAsync();
        await Wait.UntilAsync(async () => await site.PublishAsync("tide", "0.1.1") is not null, Site.Patience, "the registry to accept a publish");
        await Wait.UntilAsync(
            async () => (await site.GetIndexFileAsync("ti/de/tide")).Contains("0.1.1", StringComparison.Ordinal), Site.Patience, "cargo to see it");
    }

    [Fact]
    public async Task Downloads_are_counted_while_the_database_is_stopped_and_handed_over_when_it_is_back_or_at_the_end()
    {
        using var directory = new TemporaryDirectory();
        await using var postgres = new Postgres(directory.Path);
        await postgres.StartAsync();
        await using var site = await Site.StartAsync("serve", postgres.ConnectionString);
        await site.WaitAsync(await site.PublishAsync("tide", "0.1.0"), "done");
        using var consumer = CargoPackage.Program("consumer", "fn main() {}", """tide = { version = "0.1", registry = "registry" }""");
        await FetchAsync(site, consumer);

        await postgres.StopAsync();
        await DownloadAsync(site, 40);
        await FetchAsync(site, consumer);
        await postgres.StartAsync();
        await Wait.UntilAsync(async () => await DownloadsAsync(site) == 42, Site.Patience, "42 downloads to be counted");

        await DownloadAsync(site, 40);
        Assert.Equal(0, await site.Front.StopAsync());
        await site.RestartAsync();
        Assert.Equal(82, await DownloadsAsync(site));
    }

    private static Task DownloadAsync(Site site, int times) => Parallel.ForAsync(
        0, times, TestContext.Current.CancellationToken, async (_, stop) => await site.Http.GetByteArrayAsync("/api/v1/crates/tide/0.1.0/download", stop));

    private static async Task<int> DownloadsAsync(Site site)
    {
        var crate = JsonNode.Parse(await site.Http.GetStringAsync("/api/v1/crates/tide", TestContext.Current.CancellationToken))!["crate"]!;
        return crate["downloads"]!.GetValue<int>();
    }

    /// <summary>With a home that has nothing in it.</summary>
    private static async Task FetchAsync(Site site, CargoPackage consumer)
    {
        using var cargo = new Cargo($"sparse+{site.Url}index/");
        (await cargo.RunAsync(consumer.Path, "fetch")).Succeeded();
    }

    /// <summary>A server that stops and starts again with the same data, at the same address.</summary>
    private sealed class Postgres(string directory) : IAsyncDisposable
    {
        private EmbeddedPostgres? _server;

        public string ConnectionString { get; private set; } = "";

        public async Task StartAsync()
        {
            _server = await EmbeddedPostgres.StartAsync(directory, NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
            ConnectionString = _server.ConnectionString;
        }

        public async Task StopAsync()
        {
            await _server!.DisposeAsync();
            _server = null;
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
                await _server.DisposeAsync();
        }
    }
}
