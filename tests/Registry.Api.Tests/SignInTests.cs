using System.Net;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Signing in with a password, as a browser without scripts does it.</summary>
public sealed class SignInTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Password = "correct horse battery";

    protected override string[] Settings => ["--SignIn:MaxFailures=3"];

    [Fact]
    public async Task A_password_opens_a_session_and_signing_out_ends_it()
    {
        using var browser = await BrowserAsync();
        Assert.Equal("/sign-in?return=%2Fme", await RedirectAsync(browser, "/me"));

        using var signedIn = await browser.SignInAsync("Grace", Password, Cancelled, "/sign-in?return=%2Fme");
        Assert.Equal("/me", signedIn.Headers.Location?.OriginalString);
        var cookie = Assert.Single(browser.Cookies.GetAllCookies(), cookie => cookie.Name == "registry");
        Assert.True(cookie.HttpOnly);
        Assert.Contains("grace", await PageAsync(browser, "/me"), StringComparison.Ordinal);

        using var signedOut = await browser.SignOutAsync(Cancelled);
        Assert.Equal("/", signedOut.Headers.Location?.OriginalString);
        Assert.StartsWith("/sign-in", await RedirectAsync(browser, "/me"), StringComparison.Ordinal);
        await using var db = Registry.Database.CreateContext();
        Assert.Empty(await db.Sessions.ToListAsync(Cancelled));
    }

    [Fact]
    public async Task A_session_whose_row_is_gone_is_over_at_once()
    {
        using var browser = await BrowserAsync();
        using var signedIn = await browser.SignInAsync("grace", Password, Cancelled);
        await PageAsync(browser, "/me");

        await using var db = Registry.Database.CreateContext();
        await db.Sessions.ExecuteDeleteAsync(Cancelled);

        Assert.StartsWith("/sign-in", await RedirectAsync(browser, "/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_of_somebody_whose_account_was_disabled_is_worth_nothing()
    {
        using var browser = await BrowserAsync();
        using var signedIn = await browser.SignInAsync("grace", Password, Cancelled);
        await using var db = Registry.Database.CreateContext();
        await db.Users.Where(user => user.Login == "grace")
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, TimeProvider.System.GetUtcNow()), Cancelled);

        Assert.StartsWith("/sign-in", await RedirectAsync(browser, "/me"), StringComparison.Ordinal);
        using var again = await browser.SignInAsync("grace", Password, Cancelled);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData(Role.Admin, Role.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Role.Viewer, Role.Admin, HttpStatusCode.OK)]
    public async Task Another_role_is_in_force_with_the_next_request(Role before, Role after, HttpStatusCode expected)
    {
        await Registry.CreateUserAsync("linus", Password, before);
        using var browser = new BrowserClient(Http.BaseAddress!);
        using var signedIn = await browser.SignInAsync("linus", Password, Cancelled);
        using var known = await browser.GetAsync("/admin/settings", Cancelled);
        Assert.NotEqual(expected, known.StatusCode);
        await using var db = Registry.Database.CreateContext();
        await db.Users.Where(user => user.Login == "linus").ExecuteUpdateAsync(set => set.SetProperty(user => user.Role, after), Cancelled);

        using var asked = await browser.GetAsync("/admin/settings", Cancelled);

        Assert.Equal(expected, asked.StatusCode);
    }

    [Theory]
    [InlineData("grace", "wrong")]
    [InlineData("nobody-here", Password)]
    public async Task What_does_not_belong_together_is_refused_in_the_same_words(string login, string password)
    {
        using var browser = await BrowserAsync();

        using var refused = await browser.SignInAsync(login, password, Cancelled);

        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("Login and password do not belong together.", await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_too_many_wrong_passwords_the_right_one_has_to_wait_too()
    {
        using var browser = await BrowserAsync();
        for (var time = 0; time < 3; time++)
            (await browser.SignInAsync("grace", "wrong", Cancelled)).Dispose();

        using var refused = await browser.SignInAsync("grace", Password, Cancelled);

        Assert.Contains("Try again in 15 min", await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com/")]
    [InlineData("/\\evil.example.com/")]
    [InlineData("javascript:alert(1)")]
    public async Task No_link_leads_elsewhere_after_signing_in(string target)
    {
        using var browser = await BrowserAsync();

        using var signedIn = await browser.SignInAsync("grace", Password, Cancelled, $"/sign-in?return={Uri.EscapeDataString(target)}");

        Assert.Equal("/me", signedIn.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused()
    {
        using var browser = await BrowserAsync();
        using var http = new HttpClient { BaseAddress = Http.BaseAddress };
        using var form = new FormUrlEncodedContent(
            [new("_handler", "sign-in"), new("Login", "grace"), new("Password", Password)]);

        using var refused = await http.PostAsync("/sign-in", form, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private async Task<BrowserClient> BrowserAsync()
    {
        await Registry.CreateUserAsync("grace", Password);
        return new BrowserClient(Http.BaseAddress!);
    }

    private static async Task<string?> RedirectAsync(BrowserClient browser, string path)
    {
        using var response = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location is { IsAbsoluteUri: true } url ? url.PathAndQuery : response.Headers.Location?.OriginalString;
    }

    private static async Task<string> PageAsync(BrowserClient browser, string path)
    {
        using var response = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }
}
