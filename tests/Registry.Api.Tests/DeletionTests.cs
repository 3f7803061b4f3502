using System.Net;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Deleting versions and crates: who may, and what is left.</summary>
public sealed class DeletionTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Path = "ti/de/tide";

    [Fact]
    public async Task A_deleted_version_leaves_the_index_its_file_goes_and_its_number_is_never_given_out_again()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
        await UntilDoneAsync(await PublishAsync("tide", "2.0.0"));
        await Http.GetByteArrayAsync("/api/v1/crates/tide/2.0.0/download", Cancelled);

        var change = await UntilDoneAsync(await DeleteAsync(Token, "tide/2.0.0?message=leaked%20a%20key"));

        Assert.Equal("delete", change["kind"]!.GetValue<string>());
        Assert.Equal("skipped", change["stages"]![1]!["state"]!.GetValue<string>());
        Assert.NotNull(change["stages"]![4]!["commit"]);
        Assert.DoesNotContain("2.0.0", await IndexFileAsync(Path), StringComparison.Ordinal);
        Assert.Contains("1.0.0", await IndexFileAsync(Path), StringComparison.Ordinal);
        Assert.Single(StoredFiles());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/api/v1/crates/tide/2.0.0/download"));
        Assert.Equal("1.0.0", (await GetAsync("/api/v1/crates/tide"))["crate"]!["default_version"]!.GetValue<string>());
        await RefusedAsync(HttpStatusCode.NotFound, "`tide` 2.0.0 was deleted", new(HttpMethod.Get, "/api/v1/crates/tide/2.0.0"));
        await RefusedAsync(HttpStatusCode.NotFound, "`tide` 2.0.0 was deleted", Delete(Token, "tide/2.0.0"));
        await RefusedAsync(HttpStatusCode.NotFound, "`tide` 2.0.0 was deleted", Delete(Token, "tide/2.0.0/yank"));
        using var again = await Http.PublishAsync(Token, CrateUpload.Body("tide", "2.0.0+other"), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Contains("`tide` 2.0.0 was deleted, and the number", await again.ErrorAsync(Cancelled), StringComparison.Ordinal);
        Assert.Single(StoredFiles());

        using var page = await Http.GetAsync("/crates/tide/2.0.0", Cancelled);
        var words = await page.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        Assert.Contains("This version is deleted", words, StringComparison.Ordinal);
        Assert.Contains("leaked a key", words, StringComparison.Ordinal);
        var status = await Http.GetStringAsync($"/changes/{change["id"]}", Cancelled);
        Assert.Contains("2.0.0 is deleted", status, StringComparison.Ordinal);
        await VerifiesAsync();
    }

    [Fact]
    public async Task A_deleted_crate_is_gone_from_everywhere_and_its_name_is_free_after_a_while()
    {
        await using var worker = await Registry.StartWorkerAsync();
        foreach (var version in new[] { "1.0.0", "1.1.0" })
            await UntilDoneAsync(await PublishAsync("tide", version));
        Assert.NotNull(await IndexFileAsync(Path));

        using var response = await Http.SendAsync(Delete(Token, "Tide"), Cancelled);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal(2, answer["status_urls"]!.AsArray().Count);
        foreach (var url in answer["status_urls"]!.AsArray())
            await UntilDoneAsync(StatusOf(url!));

        Assert.Null(await IndexFileAsync(Path));
        Assert.Empty(StoredFiles());
        Assert.Equal(0, (await GetAsync("/api/v1/crates?q=tide"))["meta"]!["total"]!.GetValue<int>());
        await RefusedAsync(HttpStatusCode.NotFound, "`tide` was deleted", new(HttpMethod.Get, "/api/v1/crates/tide"));
        await RefusedAsync(HttpStatusCode.NotFound, "`tide` was deleted", Delete(Token, "tide"));
        using (var early = await Http.PublishAsync(Token, CrateUpload.Body("tide", "3.0.0"), Cancelled))
            Assert.Contains("the name is free again from 20", await early.ErrorAsync(Cancelled), StringComparison.Ordinal);
        using (var depending = await Http.PublishAsync(Token, CrateUpload.Body("moon", "1.0.0", CrateUpload.Metadata("moon", "1.0.0", On("tide"))), Cancelled))
            Assert.Contains("no crate of that name", await depending.ErrorAsync(Cancelled), StringComparison.Ordinal);
        await VerifiesAsync();

        await ExecuteAsync("UPDATE crates SET name_blocked_until = now()");
        var grace = await Registry.CreateTokenAsync("grace");
        using (var old = await Http.PublishAsync(grace, CrateUpload.Body("Tide", "1.0.0"), Cancelled))
            Assert.Contains("never given out again", await old.ErrorAsync(Cancelled), StringComparison.Ordinal);
        using (var fresh = await Http.PublishAsync(grace, CrateUpload.Body("Tide", "3.0.0"), Cancelled))
            Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        await UntilDoneAsync("/api/v1/crates/tide/3.0.0/status");
        Assert.Single((await IndexFileAsync("Ti/de/Tide") ?? await IndexFileAsync(Path))!.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using var other = await Http.PublishAsync(Token, CrateUpload.Body("Tide", "4.0.0"), Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        await VerifiesAsync();
    }

    [Fact]
    public async Task Owners_may_delete_what_is_young_and_nothing_depends_on_and_admins_everything()
    {
        var admin = await Registry.CreateTokenAsync("root", admin: true);
        var grace = await Registry.CreateTokenAsync("grace");
        var limited = await Registry.CreateTokenAsync("ada", scopes: ["publish-new", "publish-update", "yank", "change-owners"]);
        var narrow = await Registry.CreateTokenAsync("ada", crates: ["tide*"]);
        var narrowAdmin = await Registry.CreateTokenAsync("root", scopes: ["yank"]);
        await PublishAsync("tide", "1.0.0");

        await RefusedAsync(HttpStatusCode.Forbidden, "belongs to others", Delete(grace, "tide/1.0.0"));
        foreach (var token in new[] { limited, narrow, narrowAdmin })
            await RefusedAsync(HttpStatusCode.Forbidden, "a token without limits", Delete(token, "tide/1.0.0"));
        await RefusedAsync(HttpStatusCode.NotFound, "no version 9.0.0", Delete(Token, "tide/9.0.0"));
        await RefusedAsync(HttpStatusCode.NotFound, "no crate named", Delete(Token, "nothing"));
        await RefusedAsync(HttpStatusCode.BadRequest, "at most 1000", Delete(Token, $"tide?message={new string('m', 1001)}"));
        await RefusedAsync(HttpStatusCode.BadRequest, "control character", Delete(Token, "tide?message=a%00b"));

        await PublishAsync("moon", "1.0.0", On("tide"));
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "`moon` depends on `tide`", Delete(Token, "tide/1.0.0"));
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "`moon` depends on `tide`", Delete(Token, "tide"));
        await ExecuteAsync("UPDATE versions SET created_at = now() - interval '73 hours'; UPDATE crates SET created_at = now() - interval '73 hours'");
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "more than 3 d ago", Delete(Token, "moon/1.0.0"));
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "more than 3 d ago", Delete(Token, "moon"));

        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await DeleteAsync(admin, "tide"));
        Assert.Null(await IndexFileAsync(Path));
        Assert.NotNull(await IndexFileAsync("mo/on/moon"));
    }

    [Fact]
    public async Task Whatever_waits_when_a_deletion_is_asked_for_gives_way_to_it()
    {
        var publish = await PublishAsync("tide", "1.0.0");
        var published = await GetAsync(publish);
        using (await Http.YankAsync(Token, "tide", "1.0.0", Cancelled))
        {
        }

        var deletion = await DeleteAsync(Token, "tide/1.0.0");
        using (var late = await Http.UnyankAsync(Token, "tide", "1.0.0", Cancelled))
            Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        await using var worker = await Registry.StartWorkerAsync();
        var deleted = await UntilDoneAsync(deletion);

        var first = await UntilDoneAsync($"/api/v1/changes/{published["change"]!["id"]}");
        Assert.Equal(deleted["id"]!.GetValue<string>(), first["superseded_by"]!.GetValue<string>());
        Assert.Null(await IndexFileAsync(Path));
        Assert.Empty(StoredFiles());
        await VerifiesAsync();
    }

    [Fact]
    public async Task Another_node_that_has_handed_out_the_file_stops_once_it_is_gone()
    {
        var (_, url) = await Registry.StartWebAsync();
        using var other = new HttpClient { BaseAddress = url };
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
        await other.GetByteArrayAsync("/api/v1/crates/tide/1.0.0/download", Cancelled);
        await other.GetByteArrayAsync($"/index/{Path}", Cancelled);

        await UntilDoneAsync(await DeleteAsync(Token, "tide/1.0.0"));

        using var download = await other.GetAsync("/api/v1/crates/tide/1.0.0/download", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, download.StatusCode);
        await Wait.UntilAsync(
            async () =>
            {
                using var index = await other.GetAsync($"/index/{Path}", Cancelled);
                return index.StatusCode == HttpStatusCode.NotFound;
            },
            null, "the other node to know that the file is gone");
    }

    [Fact]
    public async Task While_the_git_index_cannot_be_written_the_file_stays()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));
        (await RunAsync("jobs", "pause", "git", "--reason", "a test")).Succeeded();

        var deletion = await DeleteAsync(Token, "tide/1.0.0");
        await Http.GetChangeAsync($"{deletion}?wait=usable&timeout=60", Cancelled);

        Assert.Null(await IndexFileAsync(Path));
        Assert.Single(StoredFiles());
        (await RunAsync("jobs", "resume", "git")).Succeeded();
        await UntilDoneAsync(deletion);
        Assert.Empty(StoredFiles());
    }

    [Fact]
    public async Task The_verb_deletes_without_limits_and_prints_the_status_pages()
    {
        await PublishAsync("tide", "1.0.0");
        await PublishAsync("moon", "1.0.0", On("tide"));
        Assert.Equal(2, (await RunAsync("crate", "delete", "tide")).ExitCode);
        Assert.Contains("There is no crate named `ebb`.", (await RunAsync("crate", "delete", "ebb", "--reason", "spam")).Errors, StringComparison.Ordinal);

        var told = (await RunAsync("crate", "delete", "tide", "1.0.0", "--reason", "it is malware")).Succeeded();

        await using var worker = await Registry.StartWorkerAsync();
        var change = await UntilDoneAsync(StatusOf(told.Output.Trim()));
        Assert.Equal("an operator", change["requested_by"]!.GetValue<string>());
        var page = await Http.GetStringAsync($"/changes/{change["id"]}", Cancelled);
        Assert.Contains("it is malware", page, StringComparison.Ordinal);
        var log = (await RunAsync("audit", "--crate", "tide", "--json")).Succeeded();
        Assert.Equal("delete_version", JsonNode.Parse(log.Output)![0]!["action"]!.GetValue<string>());
    }

    [Fact]
    public async Task Publishes_beside_the_deletion_of_their_crate_are_deleted_with_it_or_refused()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide", "1.0.0"));

        var publishes = Enumerable.Range(0, 8)
            .Select(async i =>
            {
                using var response = await Http.PublishAsync(Token, CrateUpload.Body("tide", $"2.0.{i}"), Cancelled);
                return response.StatusCode;
            }).ToList();
        var deletion = await DeleteAsync(Token, "tide");
        foreach (var code in await Task.WhenAll(publishes))
            Assert.Contains(code, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound });

        await UntilDoneAsync(deletion);
        await Wait.UntilAsync(() => StoredFiles().Length == 0, null, "all files to be gone");
        Assert.Null(await IndexFileAsync(Path));
    }

    private static JsonObject On(string crate) => new JsonObject
    {
        ["name"] = crate,
        ["version_req"] = "^1",
        ["features"] = new JsonArray(),
        ["optional"] = false,
        ["default_features"] = true,
        ["target"] = null,
        ["kind"] = "normal",
    };

    private static HttpRequestMessage Delete(string token, string what) =>
        new(HttpMethod.Delete, $"/api/v1/crates/{what}") { Headers = { { "Authorization", token } } };

    private static string StatusOf(object url) => $"/api/v1/changes/{url.ToString()!.Split('/')[^1]}";

    /// <summary>Answers the address of the change as data.</summary>
    private async Task<string> DeleteAsync(string token, string what)
    {
        using var response = await Http.SendAsync(Delete(token, what), Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return StatusOf(JsonNode.Parse(text)!["status_url"]!);
    }

    private async Task RefusedAsync(HttpStatusCode code, string words, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request, Cancelled);
            Assert.Contains(words, await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
            Assert.Equal(code, response.StatusCode);
        }
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await Http.GetAsync(path, Cancelled);
        return response.StatusCode;
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path, Cancelled))!;

    private string[] StoredFiles() =>
        Directory.GetFiles(System.IO.Path.Combine(Registry.DataDirectory, "crates"), "*.crate", SearchOption.AllDirectories);

    private async Task VerifiesAsync()
    {
        var verified = await RunAsync("index", "verify", "--files", "all");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    private Task<ProgramResult> RunAsync(params string[] arguments) => RegistryExecutable.RunAsync([.. arguments, .. Registry.Settings], Cancelled);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
