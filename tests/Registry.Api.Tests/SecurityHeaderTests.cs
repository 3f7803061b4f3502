using System.Net;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What browsers are told of pages.</summary>
public sealed class SecurityHeaderTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/changes/unknown")]
    [InlineData("/nowhere")]
    public async Task A_page_runs_no_script_but_the_registrys_own_and_is_framed_by_nobody(string path)
    {
        using var browser = new BrowserClient(Http.BaseAddress!);

        using var page = await browser.GetAsync(path, Cancelled);

        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("same-origin", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        var html = await page.Content.ReadAsStringAsync(Cancelled);
        Assert.DoesNotMatch("<script(?![^>]* src=)|<style|\\son[a-z]+=", html);
    }

    [Fact]
    public async Task What_is_no_page_is_not_taken_for_one()
    {
        using var index = await Http.GetAsync("/api/v1/crates?q=x", Cancelled);

        Assert.Equal(HttpStatusCode.OK, index.StatusCode);
        Assert.False(index.Headers.Contains("Content-Security-Policy"));
        Assert.False(index.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("nosniff", Assert.Single(index.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Behind_a_proxy_that_ends_TLS_the_session_and_the_address_are_for_TLS_only()
    {
        await using var registry = await RegistryServer.StartAsync(Postgres, ["--Registry:PublicUrl=https://crates.example.com"]);
        await registry.CreateUserAsync("grace", "correct horse battery");
        using var browser = new BrowserClient(registry.Http.BaseAddress!);

        using var asked = await browser.GetAsync("/me", Cancelled);

        Assert.StartsWith("https://crates.example.com/sign-in", asked.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.StartsWith("max-age=", Assert.Single(asked.Headers.GetValues("Strict-Transport-Security")), StringComparison.Ordinal);
        using var page = await browser.GetAsync("/sign-in", Cancelled);
        Assert.All(page.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }
}
