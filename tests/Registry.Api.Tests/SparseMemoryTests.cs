using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Registry.App.Memory;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The index and downloads from memory: as current as the database, and there while the database is not.</summary>
public sealed class SparseMemoryTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Tide = "ti/de/tide";
    private const string Moon = "mo/on/moon";
    private const string Ghost = "gh/os/ghost";

    /// <summary>What is asked once a second, on a machine that does other things too.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Without_the_database_what_was_asked_for_is_still_served_and_what_was_not_is_asked_for_again_later()
    {
        await using (var worker = await Registry.StartWorkerAsync())
            await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));

        // Nobody verifies it, so nobody has asked this process for it.
        await using (var worker = await Registry.StartWorkerAsync("--Jobs:Queues:default:Workers=0"))
            await Http.GetChangeAsync($"{await PublishAsync("moon", "1.0.0")}?wait=usable&timeout=60", Cancelled);
        var tide = await IndexFileAsync(Tide);
        var download = await Http.GetByteArrayAsync("/api/v1/crates/tide/1.0.0/download", Cancelled);
        Assert.Null(await IndexFileAsync(Ghost));

        await using (await DatabaseOutage.BeginAsync(Registry))
        {
            for (var time = 0; time < 2; time++)
            {
                Assert.Equal(tide, await IndexFileAsync(Tide));
                Assert.Null(await IndexFileAsync(Ghost));
                Assert.Contains("\"dl\"", await Http.GetStringAsync("/index/config.json", Cancelled), StringComparison.Ordinal);
                Assert.Equal(download, await Http.GetByteArrayAsync("/api/v1/crates/tide/1.0.0/download", Cancelled));
                await AssertLaterAsync($"/index/{Moon}");
                await AssertLaterAsync("/index/ne/ve/never");
                await AssertLaterAsync("/api/v1/crates/moon/1.0.0/download");
                using var impossible = await Http.GetAsync("/index/no/t-/a/crate", Cancelled);
                Assert.Equal(HttpStatusCode.NotFound, impossible.StatusCode);
                await Wait.UntilAsync(() => !Sight.IsReachable, Soon, "the outage to be noticed");
            }
        }

        await Wait.UntilAsync(async () => (await IndexFileAsync(Moon))?.Contains("moon", StringComparison.Ordinal) == true, null, "the index to be whole");
        Assert.Null(await IndexFileAsync("ne/ve/never"));
        await Http.GetByteArrayAsync("/api/v1/crates/moon/1.0.0/download", Cancelled);
    }

    [Fact]
    public async Task What_changed_during_an_outage_is_seen_after_it()
    {
        await using var worker = await Registry.StartWorkerAsync("--Logging:LogLevel:Default=None");
        await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
        await UntilDoneAsync(await PublishAsync("moon", "1.0.0"));
        Assert.NotNull(await IndexFileAsync(Tide));
        Assert.NotNull(await IndexFileAsync(Moon));
        Assert.Null(await IndexFileAsync(Ghost));

        // As after a restore: no row says that it is new.
        await using (await DatabaseOutage.BeginAsync(Registry))
            await Wait.UntilAsync(() => !Sight.IsReachable, Soon, "the outage to be noticed");
        await ExecuteAsync(
            "SET session_replication_role = replica; UPDATE sparse_files SET content = 'restored', hash = 'r' WHERE path = 'ti/de/tide';"
            + "UPDATE sparse_files SET path = 'gh/os/ghost' WHERE path = 'mo/on/moon'");

        // The look that ended the outage may have come before the statement; the next outage's end does not.
        await using (await DatabaseOutage.BeginAsync(Registry))
            await Wait.UntilAsync(() => !Sight.IsReachable, Soon, "the outage to be noticed");
        await Wait.UntilAsync(async () => await IndexFileAsync(Tide) == "restored", null, "the file to be what was restored");
        await Wait.UntilAsync(async () => await IndexFileAsync(Moon) is null, null, "the file that is gone to be gone");
        await Wait.UntilAsync(async () => await IndexFileAsync(Ghost) is not null, null, "the file that was not there to be there");
    }

    [Fact]
    public async Task A_file_that_is_written_without_a_word_is_seen_within_about_a_second()
    {
        await using (var worker = await Registry.StartWorkerAsync())
            await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
        await PublishAsync("moon", "1.0.0");
        Assert.NotNull(await IndexFileAsync(Tide));
        Assert.Null(await IndexFileAsync(Moon));

        await ExecuteAsync("UPDATE sparse_files SET content = 'new', hash = 'n' WHERE path = 'ti/de/tide'");
        await Wait.UntilAsync(async () => await IndexFileAsync(Tide) == "new", Soon, "the new file");

        await ExecuteAsync(
            "INSERT INTO sparse_files (crate_id, path, content, hash, updated_at) SELECT id, 'mo/on/moon', 'first', 'f', now() FROM crates WHERE name = 'moon'");
        await Wait.UntilAsync(async () => await IndexFileAsync(Moon) == "first", Soon, "the first file");
    }

    [Fact]
    public async Task A_transaction_that_ends_late_is_not_missed()
    {
        await using (var worker = await Registry.StartWorkerAsync())
        {
            await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
            await UntilDoneAsync(await PublishAsync("moon", "1.0.0"));
        }

        Assert.NotNull(await IndexFileAsync(Tide));
        Assert.NotNull(await IndexFileAsync(Moon));
        await using var early = await Registry.Database.DataSource.OpenConnectionAsync(Cancelled);
        await using var transaction = await early.BeginTransactionAsync(Cancelled);
        await using (var command = new NpgsqlCommand("UPDATE sparse_files SET content = 'early', hash = 'e' WHERE path = 'ti/de/tide'", early))
            await command.ExecuteNonQueryAsync(Cancelled);
        await ExecuteAsync("UPDATE sparse_files SET content = 'late', hash = 'l' WHERE path = 'mo/on/moon'");
        await Wait.UntilAsync(async () => await IndexFileAsync(Moon) == "late", Soon, "the file of the transaction that began last");

        await transaction.CommitAsync(Cancelled);
        await Wait.UntilAsync(async () => await IndexFileAsync(Tide) == "early", Soon, "the file of the transaction that began first");
    }

    [Fact]
    public async Task Another_node_sees_a_publish_at_once_and_without_hearing_of_it_a_second_later()
    {
        var (services, url) = await Registry.StartWebAsync();
        using var other = new HttpClient { BaseAddress = url };
        await using var worker = await Registry.StartWorkerAsync();
        for (var version = 1; version <= 3; version++)
        {
            await UntilDoneAsync(await PublishAsync("tide", $"1.0.{version}"));
            var expected = await IndexFileAsync(Tide);
            Assert.Contains($"1.0.{version}", expected, StringComparison.Ordinal);
            await Wait.UntilAsync(async () => await other.GetStringAsync($"/index/{Tide}", Cancelled) == expected, Soon, "the other node to see it");

            // Whoever listens has to begin anew, and misses what is said meanwhile.
            await ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'");
        }

        Assert.True(services.GetRequiredService<DatabaseSight>().IsReachable);
    }

    [Fact]
    public async Task Who_is_told_that_a_change_is_usable_finds_it_at_once_each_time()
    {
        await using var worker = await Registry.StartWorkerAsync();
        for (var version = 0; version < 10; version++)
        {
            var status = await PublishAsync("tide", $"1.0.{version}");
            await Http.GetChangeAsync($"{status}?wait=usable&timeout=60", Cancelled);

            Assert.Contains($"\"1.0.{version}\"", await IndexFileAsync(Tide), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tags_are_compared_as_http_says_and_head_is_get_without_a_body()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
        using var whole = await Http.GetAsync($"/index/{Tide}", Cancelled);
        var tag = whole.Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(tag));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync($"\"other\", W/{tag}"));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync("*"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("\"other\""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("nonsense"));
        using var head = await Http.SendAsync(new(HttpMethod.Head, $"/index/{Tide}"), Cancelled);
        Assert.Equal(whole.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(tag, head.Headers.ETag!.Tag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancelled));
        using var post = await Http.PostAsync($"/index/{Tide}", null, Cancelled);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    private DatabaseSight Sight => Registry.Services.GetRequiredService<DatabaseSight>();

    private async Task<HttpStatusCode> StatusAsync(string ifNoneMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/index/{Tide}");
        request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var response = await Http.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    private async Task AssertLaterAsync(string path)
    {
        using var response = await Http.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Registry.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
