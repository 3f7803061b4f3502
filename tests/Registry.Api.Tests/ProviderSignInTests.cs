using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Signing in by a provider of the test, as a browser without scripts does it.</summary>
public sealed partial class ProviderSignInTests(PostgresFixture postgres) : IAsyncLifetime
{
    private LocalProvider _provider = null!;
    private RegistryServer _registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await LocalProvider.StartAsync();
        _registry = await RegistryServer.StartAsync(
            postgres, [.. _provider.Settings, "--SignIn:OpenIdConnect:AdminGroup=harbour-masters", "--SignIn:OpenIdConnect:ViewerGroup=watch"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task An_account_is_made_at_the_first_sign_in_and_found_by_its_subject_later()
    {
        _provider.Claims = [("preferred_username", "grace@example.com"), ("email", "grace@example.com"), ("email_verified", "true")];
        using var first = new BrowserClient(_registry.Url);
        Assert.Equal("/me/settings", await SignInAsync(first, "/me/settings"));

        _provider.Claims = [("preferred_username", "another-name")];
        using var second = new BrowserClient(_registry.Url);
        await SignInAsync(second);

        Assert.Contains("grace", await PageAsync(second, "/me"), StringComparison.Ordinal);
        await using var db = _registry.Database.CreateContext();
        var user = await db.Users.SingleAsync(Cancelled);
        Assert.Equal(("grace", "grace@example.com", true, Role.Author), (user.Login, user.Email, user.EmailConfirmed, user.Role));
    }

    [Fact]
    public async Task A_login_that_somebody_has_is_not_taken_over()
    {
        await _registry.CreateUserAsync("ada", "correct horse battery");
        using var browser = new BrowserClient(_registry.Url);

        var path = await SignInAsync(browser);

        Assert.Contains("There is an account of your login already", await PageAsync(browser, path), StringComparison.Ordinal);
        using var refused = await browser.GetAsync("/me", Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task Whoever_is_signed_in_links_their_account()
    {
        await _registry.CreateUserAsync("ada", "correct horse battery");
        using var browser = new BrowserClient(_registry.Url);
        (await browser.SignInAsync("ada", "correct horse battery", Cancelled)).Dispose();
        var link = LinkInSettings().Match(await PageAsync(browser, "/me/settings")).Value;
        using var other = new BrowserClient(_registry.Url);
        using var notTheirs = await other.GetAsync($"/{link}", Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, notTheirs.StatusCode);

        Assert.Equal("/me/settings?said=linked", await FollowAsync(browser, new Uri($"/{link}", UriKind.Relative)));

        Assert.Equal("/me", await SignInAsync(other));
    }

    [Fact]
    public async Task Groups_decide_the_role_at_each_sign_in()
    {
        foreach (var (group, role) in new[] { ("harbour-masters", Role.Admin), ("watch", Role.Viewer), ("cooks", Role.Author) })
        {
            _provider.Claims = [("preferred_username", "ada"), ("groups", "sailors"), ("groups", group)];
            using var browser = new BrowserClient(_registry.Url);
            Assert.Equal("/me", await SignInAsync(browser));
            await using var db = _registry.Database.CreateContext();
            Assert.Equal(role, (await db.Users.SingleAsync(Cancelled)).Role);
        }
    }

    [Fact]
    public async Task Whoever_is_disabled_stays_outside()
    {
        using var browser = new BrowserClient(_registry.Url);
        await SignInAsync(browser);
        await using var db = _registry.Database.CreateContext();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, TimeProvider.System.GetUtcNow()), Cancelled);

        Assert.Contains("Your account here is disabled.", await PageAsync(browser, await SignInAsync(browser)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_passwords_the_page_shows_the_provider_alone()
    {
        var (_, url) = await _registry.StartWebAsync([.. _provider.Settings, "--SignIn:Passwords=false"]);
        using var browser = new BrowserClient(url);

        var page = await PageAsync(browser, "/sign-in");

        Assert.Contains("Sign in with Harbour", page, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"password\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://login.example.com", "SignIn:OpenIdConnect:Authority")]
    [InlineData("https://login.example.com", "SignIn:OpenIdConnect:ClientId")]
    public async Task What_is_wrong_with_the_settings_is_said_at_start(string authority, string key)
    {
        var said = await RegistryExecutable.RunAsync(
            ["web", $"--ConnectionStrings:Registry={_registry.ConnectionString}", $"--SignIn:OpenIdConnect:Authority={authority}"], Cancelled);

        Assert.Equal(2, said.ExitCode);
        Assert.Contains(key, said.Errors, StringComparison.Ordinal);
    }

    private static Task<string> SignInAsync(BrowserClient browser, string to = "/me") =>
        FollowAsync(browser, new Uri($"/sign-in/provider?return={Uri.EscapeDataString(to)}", UriKind.Relative));

    /// <summary>Follows redirects to the provider and back.</summary>
    /// <returns>Where the registry sends the browser in the end.</returns>
    private static async Task<string> FollowAsync(BrowserClient browser, Uri location)
    {
        for (var hop = 0; hop < 5; hop++)
        {
            using var response = await browser.GetAsync(location.OriginalString, Cancelled);
            Assert.True(response.StatusCode == HttpStatusCode.Redirect, $"{location}: {response.StatusCode} {await response.Content.ReadAsStringAsync(Cancelled)}");
            location = response.Headers.Location!;
            if (!location.IsAbsoluteUri)
                return location.OriginalString;
        }

        throw new InvalidOperationException("The redirects have no end.");
    }

    private static async Task<string> PageAsync(BrowserClient browser, string path)
    {
        using var response = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    [GeneratedRegex("sign-in/provider\\?link=[\\w-]+")]
    private static partial Regex LinkInSettings();
}
