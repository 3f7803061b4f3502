using System.Net;
using Microsoft.EntityFrameworkCore;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Whose address counts behind a proxy. The tests come from 127.0.0.1, and so are the proxy or are not.</summary>
public sealed class TrustedProxyTests(PostgresFixture postgres)
{
    private const string Password = "correct horse battery";
    private const string Header = "X-Forwarded-For";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "203.0.113.7", "127.0.0.1")]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("10.0.0.5, 127.0.0.2", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("127.0.0.0/8", null, "127.0.0.1")]
    [InlineData("127.0.0.0/8", "not an address", "127.0.0.1")]
    [InlineData("127.0.0.0/8, 10.1.0.0/16,2001:db8:1::/48", "198.51.100.1, 203.0.113.7, 2001:db8:1::9, 10.1.2.3", "203.0.113.7")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7, 10.1.2.3", "10.1.2.3")]
    public async Task The_list_of_sessions_has_the_address_that_is_nearest_of_those_that_are_no_trusted_proxy(string? trusted, string? sent, string address)
    {
        await using var registry = await RegistryServer.StartAsync(postgres, trusted is null ? [] : [$"--Registry:TrustedProxies={trusted}"]);
        await registry.CreateUserAsync("grace", Password);
        using var browser = new BrowserClient(registry.Url);
        if (sent is not null)
            browser.Headers.Add(Header, sent);

        using var signedIn = await browser.SignInAsync("grace", Password, Cancelled);

        Assert.Equal("/me", signedIn.Headers.Location?.OriginalString);
        await using var db = registry.Database.CreateContext();
        Assert.Equal(address, (await db.Sessions.SingleAsync(Cancelled)).Address);
    }

    [Fact]
    public async Task Who_tries_too_often_waits_alone_and_cannot_pass_for_others()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, "--Registry:TrustedProxies=127.0.0.1", "--SignIn:AttemptsPerMinute=5");
        for (var time = 0; time < 5; time++)
            Assert.Equal(HttpStatusCode.OK, await TryAsync(registry, $"198.51.100.{time}, 203.0.113.7"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(registry, "198.51.100.9, 203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(registry, "203.0.113.8"));
    }

    [Fact]
    public async Task Where_no_proxy_is_trusted_who_tries_too_often_gets_no_further_by_the_header()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, "--SignIn:AttemptsPerMinute=5");
        for (var time = 0; time < 5; time++)
            Assert.Equal(HttpStatusCode.OK, await TryAsync(registry, $"203.0.113.{time}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(registry, "203.0.113.9"));
    }

    [Fact]
    public async Task Nothing_else_that_a_proxy_says_is_believed()
    {
        await using var registry = await RegistryServer.StartAsync(postgres, "--Registry:TrustedProxies=127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me")
        {
            Headers = { { Header, "203.0.113.7" }, { "X-Forwarded-Host", "evil.example" }, { "X-Forwarded-Proto", "https" }, { "X-Forwarded-Prefix", "/evil" } },
        };
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = registry.Url };

        using var response = await http.SendAsync(request, Cancelled);

        Assert.Equal(new Uri(registry.Url, "/sign-in?return=%2Fme").PathAndQuery, new Uri(registry.Url, response.Headers.Location!).PathAndQuery);
        Assert.DoesNotContain("evil", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.False(response.Headers.Location!.IsAbsoluteUri && response.Headers.Location.Scheme == "https");
    }

    private static async Task<HttpStatusCode> TryAsync(RegistryServer registry, string forwardedFor)
    {
        using var browser = new BrowserClient(registry.Url);
        browser.Headers.Add(Header, forwardedFor);
        using var answer = await browser.SignInAsync("nobody", Password, Cancelled);
        return answer.StatusCode;
    }
}
