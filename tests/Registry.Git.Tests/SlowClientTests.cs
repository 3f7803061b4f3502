using System.Net;
using System.Net.Sockets;
using System.Text;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class SlowClientTests : IDisposable
{
    private const string InfoRefs = "/git/index/info/refs?service=git-upload-pack";

    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task A_client_that_goes_away_leaves_no_git_process_behind()
    {
        await SeedLargeAsync();
        await using var host = await GitHost.StartAsync(_sandbox);

        using (await StartCloneAndStallAsync(host))
            await Wait.UntilAsync(() => GitProcesses.In(_sandbox.Path).Any(), "git is at work");

        await Wait.UntilAsync(() => !GitProcesses.In(_sandbox.Path).Any(), "git is gone");
        using var answer = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_client_that_takes_too_long_is_cut_off()
    {
        await SeedLargeAsync();
        await using var host = await GitHost.StartAsync(_sandbox, ("Index:Git:Serving:TimeLimit", "00:00:01"));

        using var client = await StartCloneAndStallAsync(host);
        await Wait.UntilAsync(() => GitProcesses.In(_sandbox.Path).Any(), "git is at work");

        await Wait.UntilAsync(() => !GitProcesses.In(_sandbox.Path).Any(), "git is gone");
        Assert.False(await EndsProperlyAsync(client), "the client was told that it has everything");
    }

    [Fact]
    public async Task Clones_beyond_the_limit_are_asked_to_come_back_and_are_served_then()
    {
        await SeedLargeAsync();
        await using var host = await GitHost.StartAsync(
            _sandbox, ("Index:Git:Serving:MaxConcurrentRequests", "1"), ("Index:Git:Serving:QueueTimeout", "00:00:00.05"));

        using (await StartCloneAndStallAsync(host))
        {
            await Wait.UntilAsync(() => GitProcesses.In(_sandbox.Path).Any(), "git is at work");
            using var answer = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        await Wait.UntilAsync(() => !GitProcesses.In(_sandbox.Path).Any(), "git is gone");
        using var later = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_its_request_leaves_no_git_process_behind()
    {
        await _sandbox.SeedAsync();
        await using var host = await GitHost.StartAsync(_sandbox);

        using (await SendAsync(host, "0032want ", contentLength: 1000))
            await Wait.UntilAsync(() => GitProcesses.In(_sandbox.Path).Any(), "git is at work");

        await Wait.UntilAsync(() => !GitProcesses.In(_sandbox.Path).Any(), "git is gone");
    }

    [Fact]
    public async Task A_client_that_goes_away_while_it_waits_takes_nobodys_turn()
    {
        await SeedLargeAsync();
        await using var host = await GitHost.StartAsync(
            _sandbox, ("Index:Git:Serving:MaxConcurrentRequests", "1"), ("Index:Git:Serving:QueueTimeout", "00:01:00"));

        using (await StartCloneAndStallAsync(host))
        {
            for (var i = 0; i < 5; i++)
            {
                var waited = host.Requests.Count;
                using (await SendAsync(host, "0000", contentLength: 4))
                    await Wait.UntilAsync(() => host.Requests.Count > waited, "the request to wait");
            }
        }

        using var answer = await host.Client.GetAsync(InfoRefs, Sandbox.Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_server_that_stops_leaves_no_git_process_behind()
    {
        await SeedLargeAsync();
        var host = await GitHost.StartAsync(_sandbox);
        using var client = await StartCloneAndStallAsync(host);
        await Wait.UntilAsync(() => GitProcesses.In(_sandbox.Path).Any(), "git is at work");

        await host.DisposeAsync();

        await Wait.UntilAsync(() => !GitProcesses.In(_sandbox.Path).Any(), "git is gone");
    }

    public void Dispose() => _sandbox.Dispose();

    /// <summary>An index that does not fit into the buffers between git and a client that does not read.</summary>
    private async Task SeedLargeAsync()
    {
        var index = await _sandbox.SeedAsync();
        var incompressible = new byte[24 * 1024 * 1024];
        new Random(1).NextBytes(incompressible);
        await index.CommitAsync(index.Head, [new IndexFile("la/rg/large", incompressible)], "Large\n", Sandbox.Cancellation);
    }

    private async Task<TcpClient> StartCloneAndStallAsync(GitHost host)
    {
        var body = $"0032want {_sandbox.Git("rev-parse", "HEAD").Trim()}\n00000009done\n";
        var client = await SendAsync(host, body, body.Length);
        var first = new byte[64];
        await client.GetStream().ReadExactlyAsync(first, Sandbox.Cancellation);
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(first), StringComparison.Ordinal);
        return client;
    }

    private static async Task<TcpClient> SendAsync(GitHost host, string body, int contentLength)
    {
        var client = new TcpClient { ReceiveBufferSize = 16 * 1024 };
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port, Sandbox.Cancellation);
        var request = "POST /git/index/git-upload-pack HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/x-git-upload-pack-request\r\n"
            + $"Content-Length: {contentLength}\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Sandbox.Cancellation);
        return client;
    }

    private static async Task<bool> EndsProperlyAsync(TcpClient client)
    {
        var tail = "";
        var buffer = new byte[64 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, Sandbox.Cancellation) is var count and > 0)
            {
                tail += Encoding.Latin1.GetString(buffer, 0, count);
                tail = tail[^Math.Min(tail.Length, 7)..];
            }
        }
        catch (IOException)
        {
            return false;
        }

        return tail == "\r\n0\r\n\r\n";
    }
}
