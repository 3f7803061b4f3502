using System.Net;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>HEAD, as monitors and link checkers send it.</summary>
public sealed class HeadTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task Whatever_answers_GET_answers_HEAD_alike_but_for_the_body()
    {
        var status = await PublishAsync("tide", "0.1.0");
        var change = await Http.GetChangeAsync(status, Cancelled);
        string[] paths =
        [
            "/", $"/changes/{change["id"]!.GetValue<string>()}", "/crates/tide/0.1.0", "/health/live", "/health/ready", status, "/app.css",
            "/index/config.json", "/api/v1/crates/tide/0.1.0/download", "/git/index/info/refs?service=git-upload-pack",
            "/changes/unknown", "/index/un/kn/unknown",
        ];
        foreach (var path in paths)
        {
            using var get = await Http.GetAsync(path, Cancelled);
            using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Cancelled);
            Assert.Equal((path, get.StatusCode), (path, head.StatusCode));
            Assert.Equal((path, get.Content.Headers.ContentType), (path, head.Content.Headers.ContentType));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancelled));
        }
    }

    [Fact]
    public async Task What_does_not_answer_GET_does_not_answer_HEAD()
    {
        using var head = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/v1/crates/new"), Cancelled);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Equal("PUT", Assert.Single(head.Content.Headers.Allow));
    }
}
