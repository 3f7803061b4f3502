using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Downloads.Counting;
using Registry.App.Memory;
using Registry.Jobs.Scheduling;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What counts as a download, and where the counts can be read.</summary>
public sealed class DownloadCountTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Tide = "/api/v1/crates/tide/1.0.0/download";

    protected override string[] Settings => ["--Downloads:FoldInterval=00:00:00.2", "--Publish:MaxCrateBytes=60000000"];

    [Fact]
    public async Task Each_whole_download_counts_once_and_nothing_else_does()
    {
        await PublishAllAsync("tide", "1.0.0", "1.1.0");
        using var whole = await Http.GetAsync(Tide, Cancelled);
        var tag = whole.Headers.ETag!;
        foreach (var (method, change) in ((HttpMethod, Action<HttpRequestHeaders>)[])
        [
            (HttpMethod.Head, _ => { }),
            (HttpMethod.Get, headers => headers.IfNoneMatch.Add(tag)),
            (HttpMethod.Get, headers => headers.Range = new RangeHeaderValue(0, 9)),
            (HttpMethod.Get, headers => headers.Range = new RangeHeaderValue(0, null)),
            (HttpMethod.Get, headers => headers.Range = new RangeHeaderValue(1_000_000, null)),
            (HttpMethod.Get, headers => headers.IfMatch.Add(new EntityTagHeaderValue("\"other\""))),
        ])
        {
            using var request = new HttpRequestMessage(method, Tide);
            change(request.Headers);
            using var response = await Http.SendAsync(request, Cancelled);
        }

        // When this is counted, all before it would be.
        await Http.GetByteArrayAsync("/api/v1/crates/Tide/1.1.0+spring/download", Cancelled);
        await UntilCountedAsync("tide", 2);

        var crate = await GetAsync("/api/v1/crates/tide");
        Assert.Equal([1, 1], crate["versions"]!.AsArray().Select(version => version!["downloads"]!.GetValue<int>()));
        Assert.Equal(2, crate["crate"]!["recent_downloads"]!.GetValue<int>());
        Assert.Equal(1, (await GetAsync("/api/v1/crates/tide/1.0.0"))["version"]!["downloads"]!.GetValue<int>());
        Assert.Contains("<dt>Downloads</dt><dd>1</dd>", await Http.GetStringAsync("/crates/tide/1.0.0", Cancelled), StringComparison.Ordinal);
    }

    /// <summary>More than what fits into the buffers between server and client.</summary>
    [Fact]
    public async Task A_download_that_is_broken_off_does_not_count()
    {
        var source = Convert.ToBase64String(RandomNumberGenerator.GetBytes(40_000_000));
        using (var published = await Http.PublishAsync(Token, CrateUpload.Body("tide", "1.0.0", source: source), Cancelled))
            Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        await PublishAllAsync("tide", "1.1.0");
        using (var http = new HttpClient { BaseAddress = Registry.Url })
        {
            await using var content = await http.GetStreamAsync(Tide, Cancelled);
            await content.ReadExactlyAsync(new byte[1000], Cancelled);
        }

        await Http.GetByteArrayAsync("/api/v1/crates/tide/1.1.0/download", Cancelled);
        await UntilCountedAsync("tide", 1);
        await Http.GetByteArrayAsync(Tide, Cancelled);
        await UntilCountedAsync("tide", 2);
    }

    [Fact]
    public async Task Many_downloads_at_once_from_two_nodes_are_all_counted()
    {
        await PublishAllAsync("tide", "1.0.0");
        var (_, url) = await Registry.StartWebAsync(Settings);
        using var other = new HttpClient { BaseAddress = url };

        await Parallel.ForAsync(0, 300, Cancelled, async (i, stop) => await (i % 3 == 0 ? other : Http).GetByteArrayAsync(Tide, stop));

        await UntilCountedAsync("tide", 300);
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_database_is_away()
    {
        await PublishAllAsync("tide", "1.0.0");
        await Http.GetByteArrayAsync(Tide, Cancelled);
        await UntilCountedAsync("tide", 1);

        for (var outage = 0; outage < 2; outage++)
        {
            await using (await DatabaseOutage.BeginAsync(Registry))
            {
                await Parallel.ForAsync(0, 20, Cancelled, async (_, stop) => await Http.GetByteArrayAsync(Tide, stop));

                // So several tries have failed too.
                await Wait.UntilAsync(() => !Registry.Services.GetRequiredService<DatabaseSight>().IsReachable, null, "the outage to be noticed");
                await Parallel.ForAsync(0, 20, Cancelled, async (_, stop) => await Http.GetByteArrayAsync(Tide, stop));
            }

            await UntilCountedAsync("tide", 1 + (40 * (outage + 1)));
        }
    }

    [Fact]
    public async Task What_is_handed_over_twice_because_the_answer_was_lost_counts_once()
    {
        await PublishAllAsync("tide", "1.0.0");
        var book = Registry.Services.GetRequiredService<DownloadBook>();
        var version = (await GetAsync("/api/v1/crates/tide/1.0.0"))["version"]!["id"]!.GetValue<long>();
        var counts = new Dictionary<DownloadedOn, long>
        {
            [new DownloadedOn(version, Today)] = 5,
            [new DownloadedOn(version, Today.AddDays(-1))] = 2,
            [new DownloadedOn(version + 1000, Today)] = 9,
        };
        var batch = new CountedDownloads(Guid.NewGuid(), counts);

        await book.AddAsync(batch, Cancelled);
        await book.AddAsync(batch, Cancelled);

        Assert.Equal(7, (await GetAsync("/api/v1/crates/tide"))["crate"]!["downloads"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_process_that_stops_hands_over_what_it_has_counted()
    {
        await PublishAllAsync("tide", "1.0.0");
        await using (var other = await RegistryProcess.StartAsync(
            ["web", .. Registry.Settings, "--urls=http://127.0.0.1:0", "--Downloads:FoldInterval=01:00:00"]))
        {
            using var http = new HttpClient { BaseAddress = other.Url };
            await Parallel.ForAsync(0, 50, Cancelled, async (_, stop) => await http.GetByteArrayAsync(Tide, stop));
            Assert.Equal(0, await DownloadsAsync("tide"));

            Assert.Equal(0, await other.StopAsync());
        }

        Assert.Equal(50, await DownloadsAsync("tide"));
    }

    [Fact]
    public async Task Days_are_told_in_the_shapes_of_crates_io()
    {
        await PublishAllAsync("tide", [.. Enumerable.Range(0, 7).Select(minor => $"1.{minor}.0")]);
        var ids = (await GetAsync("/api/v1/crates/tide/versions"))["versions"]!.AsArray().Select(version => version!["id"]!.GetValue<long>()).ToList();
        var counts = ids.ToDictionary(id => new DownloadedOn(id, Today.AddDays(-2)), _ => 3L);
        counts[new DownloadedOn(ids[0], Today)] = 4;
        counts[new DownloadedOn(ids[0], Today.AddDays(-89))] = 1;
        counts[new DownloadedOn(ids[0], Today.AddDays(-90))] = 100;
        await Registry.Services.GetRequiredService<DownloadBook>().AddAsync(new CountedDownloads(Guid.NewGuid(), counts), Cancelled);

        var crate = await GetAsync("/api/v1/crates/Tide/downloads");
        var days = crate["version_downloads"]!.AsArray();
        Assert.Equal(1 + 5 + 1, days.Count);
        Assert.Equal(
            $$"""{"version":{{ids[0]}},"downloads":1,"date":"{{Today.AddDays(-89):yyyy-MM-dd}}"}""", days[0]!.ToJsonString());
        Assert.Equal(
            $$"""[{"date":"{{Today.AddDays(-2):yyyy-MM-dd}}","downloads":6}]""", crate["meta"]!["extra_downloads"]!.ToJsonString());

        Assert.Equal("1 3 4", await DaysAsync("1.6.0"));
        Assert.Equal("3", await DaysAsync("1.0.0+any"));
        Assert.Equal("100 1", await DaysAsync("1.6.0", $"?before_date={Today.AddDays(-3):yyyy-MM-dd}"));
        foreach (var (path, status) in ((string, HttpStatusCode)[])
        [
            ("moon/downloads", HttpStatusCode.NotFound), ("tide/9.9.9/downloads", HttpStatusCode.NotFound),
            ("tide/1.0.0/downloads?before_date=soon", HttpStatusCode.BadRequest),
            ("tide/1.0.0/downloads?before_date=0001-01-01", HttpStatusCode.OK),
        ])
        {
            using var response = await Http.GetAsync($"/api/v1/crates/{path}", Cancelled);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Fact]
    public async Task Search_knows_what_is_downloaded_most_ever_and_of_late()
    {
        await PublishAllAsync("tide-a", "1.0.0");
        await PublishAllAsync("tide-b", "1.0.0");
        await PublishAllAsync("tide-c", "1.0.0");
        await PublishAllAsync("tide", "1.0.0");
        await AddAsync("tide-b", 100, Today.AddDays(-200));
        await AddAsync("tide-b", 1, Today);
        await AddAsync("tide-c", 50, Today.AddDays(-3));
        await CleanUpAsync();

        Assert.Equal(["tide-b", "tide-c", "tide", "tide-a"], await NamesAsync("sort=downloads"));
        Assert.Equal(["tide-c", "tide-b", "tide", "tide-a"], await NamesAsync("q=tide&sort=recent-downloads"));
        Assert.Equal(["tide", "tide-c", "tide-b", "tide-a"], await NamesAsync("q=tide"));
        var found = (await GetAsync("/api/v1/crates?sort=downloads"))["crates"]![0]!;
        Assert.Equal((101, 1), (found["downloads"]!.GetValue<int>(), found["recent_downloads"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_daily_clean_up_removes_what_is_of_no_use_and_keeps_totals()
    {
        await PublishAllAsync("tide", "1.0.0");
        await AddAsync("tide", 7, Today.AddDays(-400));
        await AddAsync("tide", 2, Today.AddDays(-89));
        await ExecuteAsync(
            """
            UPDATE download_batches SET counted_at = counted_at - interval '31 days' WHERE id = (SELECT id FROM download_batches LIMIT 1);
            INSERT INTO rate_limit_buckets SELECT id, 'yank', 1, 10, 60, now() - interval '541 seconds' FROM users;
            INSERT INTO rate_limit_buckets SELECT id, 'change-owners', 1, 10, 60, now() - interval '500 seconds' FROM users;
            INSERT INTO rate_limit_overrides SELECT id, 'yank', 1, 1, now() - interval '1 second', now() FROM users;
            INSERT INTO rate_limit_overrides SELECT id, 'change-owners', 1, 1, null, now() FROM users;
            """);

        await CleanUpAsync();
        await CleanUpAsync();

        Assert.Equal(1, await CountAsync("version_downloads"));
        Assert.Equal(1, await CountAsync("download_batches"));
        Assert.Equal(0, await CountAsync("rate_limit_buckets WHERE action = 'yank'"));
        Assert.Equal(1, await CountAsync("rate_limit_buckets WHERE action = 'change-owners'"));
        Assert.Equal(1, await CountAsync("rate_limit_overrides"));
        var crate = (await GetAsync("/api/v1/crates/tide"))["crate"]!;
        Assert.Equal((9, 2), (crate["downloads"]!.GetValue<int>(), crate["recent_downloads"]!.GetValue<int>()));
    }

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>Verified too, which is no download.</summary>
    private async Task PublishAllAsync(string name, params string[] versions)
    {
        await using var worker = await Registry.StartWorkerAsync();
        foreach (var version in versions)
            await UntilDoneAsync(await PublishAsync(name, version));
    }

    private async Task AddAsync(string crate, long downloads, DateOnly date)
    {
        var version = (await GetAsync($"/api/v1/crates/{crate}/1.0.0"))["version"]!["id"]!.GetValue<long>();
        await Registry.Services.GetRequiredService<DownloadBook>().AddAsync(
            new CountedDownloads(Guid.NewGuid(), new Dictionary<DownloadedOn, long> { [new DownloadedOn(version, date)] = downloads }), Cancelled);
    }

    private async Task CleanUpAsync()
    {
        // As often as there are nodes.
        for (var node = 0; node < 2; node++)
            await Registry.Services.GetRequiredService<CleanUpTick>().EnqueueAsync(Cancelled);
        Assert.Equal(1, await CountAsync("background_jobs WHERE kind = 'clean_up'"));

        await using var worker = await Registry.StartWorkerAsync();
        await Wait.UntilAsync(async () => await CountAsync("background_jobs WHERE kind = 'clean_up'") == 0, null, "the clean-up to be done");
    }

    private async Task UntilCountedAsync(string crate, long expected)
    {
        await Wait.UntilAsync(async () => await DownloadsAsync(crate) >= expected, null, $"{expected} downloads to be counted");
        Assert.Equal(expected, await DownloadsAsync(crate));
    }

    private async Task<long> DownloadsAsync(string crate) => (await GetAsync($"/api/v1/crates/{crate}"))["crate"]!["downloads"]!.GetValue<long>();

    private async Task<string> DaysAsync(string version, string query = "") => string.Join(
        ' ', (await GetAsync($"/api/v1/crates/tide/{version}/downloads{query}"))["version_downloads"]!.AsArray().Select(day => $"{day!["downloads"]}"));

    private async Task<string[]> NamesAsync(string query) =>
        [.. (await GetAsync($"/api/v1/crates?{query}"))["crates"]!.AsArray().Select(crate => crate!["name"]!.GetValue<string>())];

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path, Cancelled))!;

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
