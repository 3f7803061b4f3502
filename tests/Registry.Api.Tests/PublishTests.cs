using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Npgsql;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The publish door: what it takes, what it refuses, and what it leaves behind.</summary>
public sealed class PublishTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task A_publish_is_answered_with_the_link_to_its_status_page_while_no_worker_runs()
    {
        using var response = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var warnings = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!["warnings"]!;
        var line = Assert.Single(warnings["other"]!.AsArray())!.GetValue<string>();
        var page = line[line.IndexOf("http", StringComparison.Ordinal)..];
        Assert.StartsWith($"{Registry.Url}changes/", page, StringComparison.Ordinal);
        var change = await Http.GetChangeAsync($"/api/v1/changes/{page[(page.LastIndexOf('/') + 1)..]}", Cancelled);
        Assert.Equal("waiting", change["state"]!.GetValue<string>());
        Assert.False(change["usable"]!.GetValue<bool>());
        Assert.Null(await IndexFileAsync("ti/de/tide-tables"));
    }

    [Fact]
    public async Task With_a_worker_the_line_of_the_index_says_what_was_uploaded()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await PublishAsync("moor-line", "1.2.0");
        var dependency = new JsonObject
        {
            ["name"] = "moor-line",
            ["version_req"] = "^1.2",
            ["features"] = new JsonArray("rope"),
            ["optional"] = true,
            ["default_features"] = false,
            ["target"] = "cfg(unix)",
            ["kind"] = "normal",
            ["explicit_name_in_toml"] = "moor",
        };

        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2+spring", dependency));

        var line = JsonNode.Parse(await IndexFileAsync("ti/de/tide-tables") ?? "")!;
        Assert.Equal("tide-tables", line["name"]!.GetValue<string>());
        Assert.Equal("0.4.2+spring", line["vers"]!.GetValue<string>());
        Assert.False(line["yanked"]!.GetValue<bool>());
        var written = line["deps"]![0]!;
        Assert.Equal("moor", written["name"]!.GetValue<string>());
        Assert.Equal("moor-line", written["package"]!.GetValue<string>());
        Assert.Equal("^1.2", written["req"]!.GetValue<string>());
        Assert.Equal("cfg(unix)", written["target"]!.GetValue<string>());
        Assert.True(written["optional"]!.GetValue<bool>());
        Assert.False(written["default_features"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_workspace_of_sixty_crates_is_published_at_once_by_somebody_who_is_new()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => Http.PublishAsync(Token, CrateUpload.Body($"tide-{i}", "0.1.0"), Cancelled)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain")]
    public async Task The_content_type_does_not_matter(string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/crates/new")
        {
            Content = new ByteArrayContent(CrateUpload.Body("tide-tables", "0.4.2")),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token}");

        using var response = await Http.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(null, "cargo login")]
    [InlineData("rgy_wrong", "unknown, expired or revoked")]
    [InlineData("Basic YTpi", "not a token of this registry")]
    public async Task Without_a_good_token_nothing_is_taken(string? token, string expected)
    {
        using var response = await Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains(expected, await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_token_does_only_what_it_was_made_for()
    {
        var yankOnly = await Registry.CreateTokenAsync("ada", scopes: ["yank"]);
        var others = await Registry.CreateTokenAsync("ada", crates: ["moor-*"]);

        using var wrongScope = await Http.PublishAsync(yankOnly, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        using var wrongCrate = await Http.PublishAsync(others, CrateUpload.Body("tide-tables", "0.4.2"), Cancelled);
        using var right = await Http.PublishAsync(others, CrateUpload.Body("moor_line", "0.4.2"), Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, wrongScope.StatusCode);
        Assert.Contains("publish-new", await wrongScope.ErrorAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, wrongCrate.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task A_version_is_taken_once_even_when_it_is_yanked_or_differs_in_build_metadata()
    {
        await PublishAsync("tide-tables", "0.4.2");
        using (var yank = await Http.YankAsync(Token, "tide-tables", "0.4.2", Cancelled))
            Assert.Equal(HttpStatusCode.OK, yank.StatusCode);

        foreach (var version in new[] { "0.4.2", "0.4.2+other" })
        {
            using var again = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", version), Cancelled);
            Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
            Assert.Contains("already uploaded", await again.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        Assert.Single(StoredFiles());
    }

    [Fact]
    public async Task Of_many_uploads_of_one_version_at_once_one_is_taken_and_the_others_leave_nothing()
    {
        var uploads = Enumerable.Range(0, 8)
            .Select(i => Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "1.0.0", source: $"// {i}"), Cancelled))
            .ToList();

        var answers = await Task.WhenAll(uploads);

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(
            answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
        Assert.Single(StoredFiles());
        Assert.Equal(1, await CountAsync("versions"));
    }

    [Fact]
    public async Task The_first_publisher_owns_the_crate()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var other = await Registry.CreateTokenAsync("grace");

        using var response = await Http.PublishAsync(other, CrateUpload.Body("tide-tables", "0.4.3"), Cancelled);
        using var yank = await Http.YankAsync(other, "tide-tables", "0.4.2", Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("belongs to others", await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, yank.StatusCode);
        Assert.Single(StoredFiles());
    }

    [Theory]
    [InlineData("tide_tables")]
    [InlineData("Tide-Tables")]
    public async Task A_name_that_differs_only_in_case_or_dashes_is_the_same_crate(string other)
    {
        await PublishAsync("tide-tables", "0.4.2");

        using var response = await Http.PublishAsync(Token, CrateUpload.Body(other, "0.4.3"), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("`tide-tables`", await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_upload_is_refused_in_words_and_leaves_nothing()
    {
        var sound = CrateUpload.Body("tide-tables", "0.4.2");
        (byte[] Body, string Expected)[] broken =
        [
            ([], "ends within"),
            (sound[..100], "ends within"),
            (sound[..^1], "ends within"),
            ([.. sound, 0], "continues after"),
            (CrateUpload.Body("1tide", "0.4.2"), "must start with a letter"),
            (CrateUpload.Body("tide-tables", "4.2"), "semantic version"),
            (CrateUpload.Frame(CrateUpload.Metadata("tide-tables", "0.4.3"), CrateUpload.Archive("tide-tables", "0.4.2")), "0.4.2"),
            (CrateUpload.Frame(CrateUpload.Metadata("tide-tables", "0.4.2"), "not a crate"u8.ToArray()), ""),
        ];

        foreach (var (body, expected) in broken)
        {
            using var response = await Http.PublishAsync(Token, body, Cancelled);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(expected, await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task An_upload_larger_than_allowed_is_refused_before_it_is_read()
    {
        var body = CrateUpload.Body("tide-tables", "0.4.2");
        var json = BitConverter.ToInt32(body, 0);
        BitConverter.TryWriteBytes(body.AsSpan(4 + json), 11 * 1024 * 1024);

        using var response = await Http.PublishAsync(Token, body, Cancelled);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_publish_that_failed_after_the_file_was_stored_can_be_repeated_with_other_bytes()
    {
        await ExecuteAsync("ALTER TABLE index_changes ADD CONSTRAINT outage CHECK (false)");
        using (var failed = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "0.4.2", source: "// one"), Cancelled))
            Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(0, await CountAsync("crates"));
        await ExecuteAsync("ALTER TABLE index_changes DROP CONSTRAINT outage");

        await using var worker = await Registry.StartWorkerAsync();
        using var again = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "0.4.2", source: "// two"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await UntilDoneAsync("/api/v1/crates/tide-tables/0.4.2/status");
        Assert.Single(StoredFiles());
    }

    private IEnumerable<string> StoredFiles() => Directory.EnumerateFiles(
        Directory.CreateDirectory(Path.Combine(Registry.DataDirectory, "crates")).FullName, "*", SearchOption.AllDirectories);

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty(StoredFiles());
        foreach (var table in new[] { "crates", "versions", "index_changes", "background_jobs" })
            Assert.Equal(0, await CountAsync(table));
    }

    private async Task<long> CountAsync(string table)
    {
        await using var source = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using var command = source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Registry.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
