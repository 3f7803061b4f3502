using System.Text;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Whatever is sent below <c>/api/</c>, the answer is an error in JSON with the true status code, and never a fault of the registry.</summary>
public sealed class HostileRequestTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Authorized = "\nAuthorization: TOKEN";
    private const string Json = "\nContent-Type: application/json";

    private static string Long(int length) => new('x', length);

    private static IEnumerable<(int Status, string Head, string Body)> Requests =>
    [
        // There is nothing there.
        (404, "GET /api/v1/nothing HTTP/1.1", ""),
        (404, "GET /api HTTP/1.1", ""),
        (404, "GET /api/ HTTP/1.1", ""),
        (404, "GET /api/v2/crates HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide-tables/../../nothing HTTP/1.1", ""),
        (404, "GET /api/v1/crates/nobody HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide-tables/9.9.9 HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide-tables/not-a-version HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide-tables/9.9.9/download HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide-tables/9.9.9+build/download HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide-tables/9.9.9%2Bbuild/dependencies HTTP/1.1", ""),
        (404, "GET /api/v1/crates/..%2F..%2Fetc/1.0.0/download HTTP/1.1", ""),
        (404, "GET /api/v1/crates/tide%2Ftables HTTP/1.1", ""),
        (404, "GET /api/v1/crates/%F0%9F%A6%80 HTTP/1.1", ""),
        (404, "GET /api/v1/crates/%FF%FE HTTP/1.1", ""),
        (404, "GET /api/v1/crates/%ED%A0%80 HTTP/1.1", ""),
        (404, "GET /api/v1/crates/%C0%80 HTTP/1.1", ""),
        (404, "GET /api/v1/crates/%01%7F HTTP/1.1", ""),
        (404, "GET /api/v1/crates/%25%27;drop HTTP/1.1", ""),
        (404, "GET /api/v1/crates/% HTTP/1.1", ""),
        (404, $"GET /api/v1/crates/{Long(4000)} HTTP/1.1", ""),
        (404, $"GET /api/v1/crates/tide-tables/{Long(4000)}/status HTTP/1.1", ""),
        (404, "GET /api/v1/changes/%F0%9F%A6%80 HTTP/1.1", ""),
        (404, "PUT /api/v1/me/crate_owner_invitations/accept/%22 HTTP/1.1\nContent-Length: 0", ""),
        (404, "PUT /api/v1/me/crate_owner_invitations/x HTTP/1.1\nContent-Length: 0" + Authorized, ""),
        (404, "PUT /api/v1/me/crate_owner_invitations/99999999999999999999 HTTP/1.1\nContent-Length: 0" + Authorized, ""),
        (404, "DELETE /api/v1/crates/tide-tables/9.9.9/yank HTTP/1.1" + Authorized, ""),
        (404, "DELETE /api/v1/crates/tide-tables/%FF/yank HTTP/1.1" + Authorized, ""),
        (404, "PUT /api/v1/crates/nobody/1.0.0/unyank HTTP/1.1\nContent-Length: 0" + Authorized, ""),

        // Not by this method.
        (405, "POST /api/v1/crates HTTP/1.1\nContent-Length: 0", ""),
        (405, "GET /api/v1/crates/new HTTP/1.1", ""),
        (401, "DELETE /api/v1/crates/new HTTP/1.1", ""),
        (405, "POST /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 0", ""),
        (405, "GET /api/v1/crates/tide-tables/1.0.0/yank HTTP/1.1", ""),
        (405, "TRACE /api/v1/crates HTTP/1.1", ""),
        (405, "OPTIONS /api/v1/crates/new HTTP/1.1", ""),
        (405, "BREW /api/v1/crates HTTP/1.1", ""),

        // Who is that?
        (401, "PUT /api/v1/crates/new HTTP/1.1\nContent-Length: 3", "abc"),
        (401, $"GET /api/v1/crates/tide-tables/owners HTTP/1.1\nAuthorization: Bearer rgy_{Long(8000)}", ""),
        (401, "GET /api/v1/crates/tide-tables/owners HTTP/1.1\nAuthorization: Basic ????", ""),
        (401, "GET /api/v1/crates/tide-tables/owners HTTP/1.1\nAuthorization:", ""),

        // Query strings.
        (400, "GET /api/v1/crates?q=%00 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?q=a%00b HTTP/1.1", ""),
        (400, $"GET /api/v1/crates?q={Long(5000)} HTTP/1.1", ""),
        (400, "GET /api/v1/crates?page=0 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?page=-1 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?page=99999999999999999999 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?page=%00 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?per_page=101 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?per_page=1&per_page=2 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?per_page=%D9%A1 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?sort=%00 HTTP/1.1", ""),
        (400, "GET /api/v1/crates?sort=name;drop+table+crates HTTP/1.1", ""),
        (400, "GET /api/v1/crates/tide-tables/reverse_dependencies?page=x HTTP/1.1", ""),
        (400, "GET /api/v1/crates/tide-tables/1.0.0/status?wait=%00 HTTP/1.1", ""),
        (400, "GET /api/v1/crates/tide-tables/1.0.0/status?wait=done&timeout=-1 HTTP/1.1", ""),
        (400, "GET /api/v1/crates/tide-tables/1.0.0/status?wait=done&timeout=301 HTTP/1.1", ""),

        // Bodies.
        (400, "PUT /api/v1/crates/new HTTP/1.1\nContent-Length: 0" + Authorized, ""),
        (400, "PUT /api/v1/crates/new HTTP/1.1" + Authorized, ""),
        (400, "PUT /api/v1/crates/new HTTP/1.1\nContent-Length: 6" + Authorized, "\u0002\0\0\0{}"),
        (400, "PUT /api/v1/crates/new HTTP/1.1\nContent-Length: 7" + Authorized, "\u0003\0\0\0\u00FF\u00FE\0"),
        (413, "PUT /api/v1/crates/new HTTP/1.1\nContent-Length: 8" + Authorized, "\u00FF\u00FF\u00FF\u00FF{}{}"),
        (400, "PUT /api/v1/crates/new HTTP/1.1\nTransfer-Encoding: chunked" + Authorized, "zz\r\n"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 0" + Authorized, ""),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 1" + Authorized, "{"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 4" + Authorized + Json, "null"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 14" + Authorized, "{\"users\":null}"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 16" + Authorized, "{\"users\":[null]}"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 13" + Authorized, "{\"users\":[7]}"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 20" + Authorized, "{\"users\":[\"\\u0000\"]}"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 20" + Authorized, "{\"users\":[\"\\ud800\"]}"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 15" + Authorized, "{\"users\":[\"\u00FF\"]}"),
        (400, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 15" + Authorized, "{\"users\":[\"\0\"]}"),
        (400, "DELETE /api/v1/crates/tide-tables/owners HTTP/1.1" + Authorized, ""),
        (413, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nContent-Length: 999999999" + Authorized, "{"),
        (413, "PUT /api/v1/crates/tide-tables/owners HTTP/1.1\nTransfer-Encoding: chunked" + Authorized, $"20000\r\n{{\"users\":[\"{Long(0x20000)}"),
        (400, "PUT /api/v1/me/crate_owner_invitations/1 HTTP/1.1\nContent-Length: 1" + Authorized + Json, "{"),
        (400, "PUT /api/v1/me/crate_owner_invitations/1 HTTP/1.1\nContent-Length: 2" + Authorized + Json, "{}"),
        (400, "PUT /api/v1/me/crate_owner_invitations/1 HTTP/1.1\nContent-Length: 0" + Authorized, ""),
        (413, "PUT /api/v1/me/crate_owner_invitations/1 HTTP/1.1\nContent-Length: 999999999" + Authorized + Json, "{"),
        (415, "PUT /api/v1/me/crate_owner_invitations/1 HTTP/1.1\nContent-Length: 2\nContent-Type: text/plain" + Authorized, "{}"),
    ];

    /// <summary>What the server refuses before it knows what is asked for: it is no HTTP, or too long to be read.</summary>
    private static IEnumerable<(int Status, string Head, string Body)> NoHttp =>
    [
        (400, "GET /api/v1/crates/%00 HTTP/1.1", ""),
        (400, "PUT /api/v1/crates/new HTTP/1.1\nAuthorization: rgy_\u00FF\u00FE\nContent-Length: 3", "abc"),
        (400, "GET /api/v1/crates/a\0b HTTP/1.1", ""),
        (400, "GET /api/v1/crates/a b HTTP/1.1", ""),
        (400, "GET /api/v1/crates\nno header", ""),
        (400, "PUT /api/v1/crates/new HTTP/1.1\nContent-Length: -1" + Authorized, ""),
        (414, $"GET /api/v1/crates?q={Long(100_000)} HTTP/1.1", ""),
        (431, $"GET /api/v1/crates HTTP/1.1\nCookie: {Long(100_000)}", ""),
    ];

    [Fact]
    public async Task Every_error_is_JSON_with_the_true_code()
    {
        await PublishAsync("tide-tables", "1.0.0");
        var wrong = new List<string>();
        foreach (var (status, head, body) in Requests)
        {
            var answer = await RawHttp.SendAsync(
                Registry.Url, head.Replace("TOKEN", Token, StringComparison.Ordinal), Encoding.Latin1.GetBytes(body), Cancelled);
            if (answer.Status != status || string.IsNullOrWhiteSpace(answer.Detail()))
                wrong.Add($"{head[..Math.Min(head.Length, 120)]} | {body[..Math.Min(body.Length, 40)]}: expected {status}, was {answer.Status} `{answer.Body}`");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_is_no_HTTP_gets_the_true_code_and_nothing_else()
    {
        foreach (var (status, head, body) in NoHttp)
        {
            var answer = await RawHttp.SendAsync(
                Registry.Url, head.Replace("TOKEN", Token, StringComparison.Ordinal), Encoding.Latin1.GetBytes(body), Cancelled);
            Assert.True(answer.Status == status && answer.Body.Length == 0, $"{head[..Math.Min(head.Length, 120)]}: expected {status}, was {answer}");
        }

        Assert.Equal(System.Net.HttpStatusCode.OK, (await Http.GetAsync("/api/v1/crates", Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData("1.0.0+Build.5")]
    [InlineData("1.0.0%2BBuild.5")]
    [InlineData("1.0.0")]
    public async Task A_version_with_build_metadata_is_found_escaped_or_not(string version)
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "1.0.0+Build.5"));

        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/download"), ("GET", "/dependencies"), ("GET", "/status"), ("DELETE", "/yank"), ("PUT", "/unyank") })
        {
            var answer = await RawHttp.SendAsync(
                Registry.Url, $"{method} /api/v1/crates/Tide_Tables/{version}{path} HTTP/1.1\nContent-Length: 0\nAuthorization: {Token}", [], Cancelled);
            Assert.True(answer.Status == 200, $"{method} {path}: {answer.Status} {answer.Body}");
        }
    }
}
