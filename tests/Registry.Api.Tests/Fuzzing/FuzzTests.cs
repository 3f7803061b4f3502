using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests.Fuzzing;

/// <summary>
/// Whatever comes in, the registry says yes or no and stays as large as it was. A failure names a seed, and <c>CsCheck_Seed</c> tries it again;
/// <c>CsCheck_Iter</c> and <c>CsCheck_Time</c> (in seconds) try more than the few that each run does. By itself, because it measures the process.
/// </summary>
[Collection(nameof(FuzzTests))]
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
public sealed class FuzzTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const int Threads = 4;
    private const long MostManagedGrowth = 32L << 20;
    private const long MostGrowth = 256L << 20;

    private static readonly string[] PagedPaths = ["/crates", "/crates/tide-tables/reverse_dependencies"];
    private static readonly string[] Verbs = ["GET", "PUT", "DELETE", "PATCH", "POST", "HEAD"];
    private static readonly string[] LastParts = ["", "/download", "/readme", "/dependencies", "/status", "/yank", "/unyank", "/owners", "/versions"];

    private int _versions;

    private static JsonObject Metadata => new()
    {
        ["name"] = "tide-tables",
        ["vers"] = "1.0.0",
        ["deps"] = new JsonArray(new JsonObject
        {
            ["name"] = "tide-tables",
            ["version_req"] = "^1",
            ["features"] = new JsonArray("x"),
            ["optional"] = true,
            ["default_features"] = true,
            ["target"] = "cfg(unix)",
            ["kind"] = "normal",
            ["registry"] = null,
            ["explicit_name_in_toml"] = "moor",
            ["artifact"] = new JsonArray("bin"),
            ["bindep_target"] = "target",
            ["lib"] = true,
        }),
        ["features"] = new JsonObject { ["default"] = new JsonArray("dep:moor"), ["x"] = new JsonArray() },
        ["authors"] = new JsonArray("Ada"),
        ["description"] = "A crate of a test.",
        ["documentation"] = "https://example.com/doc",
        ["homepage"] = "https://example.com",
        ["readme"] = "# Tides",
        ["readme_file"] = "README.md",
        ["keywords"] = new JsonArray("tide"),
        ["categories"] = new JsonArray("science"),
        ["license"] = "MIT OR Apache-2.0",
        ["license_file"] = "LICENSE",
        ["repository"] = "https://example.com/r",
        ["badges"] = new JsonObject(),
        ["links"] = "z",
        ["rust_version"] = "1.70",
    };

    [Fact]
    public Task Any_change_of_a_whole_upload() => NeverFailsAsync(
        Mutation.OfBytes(CrateUpload.Frame(Metadata, CrateUpload.Archive("tide-tables", "1.0.0"))), 300, PublishAsync);

    /// <summary>Each is a version of its own, so that what is accepted goes all the way into the index.</summary>
    [Fact]
    public async Task Any_change_of_the_metadata()
    {
        await using var worker = await Registry.StartWorkerAsync("--Registry:PublicUrl=http://127.0.0.1:9");
        var accepted = 0;

        await NeverFailsAsync(Mutation.OfJson(Metadata), 300, async json =>
        {
            var version = $"2.{Interlocked.Increment(ref _versions)}.0";
            var mine = json.Replace("\"vers\":\"1.0.0\"", $"\"vers\":\"{version}\"", StringComparison.Ordinal);
            var response = await PublishAsync(Frame(Encoding.UTF8.GetBytes(mine), CrateUpload.Archive("tide-tables", version)));
            Interlocked.Add(ref accepted, response.IsSuccessStatusCode ? 1 : 0);
            return response;
        });

        Assert.NotEqual(0, accepted);
        await Wait.UntilAsync(async () => await CountAsync("versions WHERE published_at IS NULL") == 0, null, "all that was accepted in the index");
        Assert.Equal(0, await CountAsync("background_job_attempts WHERE error IS NOT NULL AND kind <> 'verify_crate'"));
        var lines = (await IndexFileAsync("ti/de/tide-tables"))!.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(accepted + 1, lines.Select(line => (string?)JsonNode.Parse(line)!["vers"]).Distinct().Count());
    }

    /// <summary>The checksum of gzip catches most changes of a file, so the tar is changed before it is compressed.</summary>
    [Fact]
    public Task Any_change_of_the_archive()
    {
        var file = CrateUpload.Archive("tide-tables", "1.0.0", "pub fn high() {}");
        var json = Encoding.UTF8.GetBytes(CrateUpload.Metadata("tide-tables", "1.0.0").ToJsonString());
        return NeverFailsAsync(
            Gen.OneOf(Mutation.OfBytes(Unzip(file)).Select(Zip), Mutation.OfBytes(file)).Select(archive => Frame(json, archive)), 300, PublishAsync);
    }

    [Fact]
    public Task Any_query_of_pages() => NeverFailsAsync(
        Gen.Select(Gen.OneOf(PagedPaths), Mutation.Query("q", "sort", "page", "per_page"), (path, query) => $"GET {path}?{query}"), 600, AskAsync);

    [Fact]
    public Task Any_path_and_query_of_a_crate() => NeverFailsAsync(
        Gen.Select(
            Gen.OneOf(Verbs), Mutation.Segment("tide-tables", "Tide_Tables", "new"), Mutation.Segment("1.0.0", "1.0.0+x", "1.0.0%2Bx", "9.9.9"),
            Gen.OneOf(LastParts), Mutation.Query("wait", "timeout", "page", "message"),
            (verb, name, version, last, query) => $"{verb} /crates/{name}/{version}{last}?{query.Replace("done", "x", StringComparison.Ordinal)}"), 600, AskAsync);

    [Fact]
    public Task Any_body_about_owners_and_invitations() => NeverFailsAsync(
        Gen.Select(
            Gen.OneOf("PUT /crates/tide-tables/owners", "DELETE /crates/tide-tables/owners", "PUT /me/crate_owner_invitations/1"),
            Gen.OneOf(
                Mutation.OfJson(new JsonObject { ["users"] = new JsonArray("ada", "team:x"), ["owners"] = new JsonArray("grace") }),
                Mutation.OfJson(new JsonObject { ["crate_owner_invite"] = new JsonObject { ["accepted"] = true } })),
            (request, body) => $"{request}\n{body}"), 300, AskAsync);

    /// <param name="inputs">What is tried.</param>
    /// <param name="few">How many of them, unless the environment says how many or how long.</param>
    /// <param name="send">Sends one.</param>
    private async Task NeverFailsAsync<T>(Gen<T> inputs, int few, Func<T, Task<HttpResponseMessage>> send)
    {
        await PublishAsync("tide-tables", "1.0.0+x");
        for (var warm = 0; warm < 20; warm++)
            (await send(inputs.Single())).Dispose();
        var (managed, whole) = Measure();
        var asked = Environment.GetEnvironmentVariable("CsCheck_Iter") ?? Environment.GetEnvironmentVariable("CsCheck_Time");

        await inputs.SampleAsync(
            async input =>
            {
                using var response = await send(input);
                var said = await response.Content.ReadAsStringAsync(Cancelled);
                Assert.True((int)response.StatusCode < 500, $"{response.StatusCode}: {said}");

                // What is too long for a request line is refused before there is anybody to find words.
                if ((int)response.StatusCode is >= 400 and not 414 && response.RequestMessage!.Method != HttpMethod.Head)
                    Assert.False(string.IsNullOrEmpty((string?)JsonNode.Parse(said)!["errors"]![0]!["detail"]));
            },
            iter: asked is null ? few : -1, threads: Threads, print: Printed);

        var (managedAfter, wholeAfter) = Measure();
        Assert.InRange(managedAfter - managed, long.MinValue, MostManagedGrowth);
        Assert.InRange(wholeAfter - whole, long.MinValue, MostGrowth);
    }

    private async Task<long> CountAsync(string what)
    {
        await using var command = Registry.Database.DataSource.CreateCommand($"SELECT count(*) FROM {what}");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private static (long Managed, long Whole) Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }

    private static string Printed<T>(T input) => input is byte[] bytes ? Convert.ToBase64String(bytes) : $"{input}";

    private Task<HttpResponseMessage> PublishAsync(byte[] body) => Http.PublishAsync(Token, body, Cancelled);

    /// <summary>A verb and a path below the API; in the next line a body.</summary>
    private async Task<HttpResponseMessage> AskAsync(string request)
    {
        var body = request.IndexOf('\n', StringComparison.Ordinal);
        var line = (body < 0 ? request : request[..body]).Split(' ', 2);
        var path = $"{Registry.Url}api/v1{line[1]}";
        using var message = new HttpRequestMessage(HttpMethod.Parse(line[0]), new Uri(path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        message.Headers.TryAddWithoutValidation("Authorization", Token);
        if (body >= 0)
            message.Content = new StringContent(request[(body + 1)..], Encoding.UTF8, "application/json");
        return await Http.SendAsync(message, Cancelled);
    }

    private static byte[] Frame(byte[] json, byte[] file) => [.. BitConverter.GetBytes(json.Length), .. json, .. BitConverter.GetBytes(file.Length), .. file];

    private static byte[] Unzip(byte[] file)
    {
        using var gzip = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Zip(byte[] bytes)
    {
        var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return file.ToArray();
    }
}
