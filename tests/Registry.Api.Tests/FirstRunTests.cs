using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.FirstRun;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>How the first account comes into being.</summary>
public sealed partial class FirstRunTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private RegistryServer _registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _registry = await RegistryServer.StartAsync(postgres);

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Fact]
    public async Task The_link_makes_an_admin_with_a_token_that_is_shown_once_and_never_in_an_address()
    {
        var link = await LinkAsync();
        using var browser = new BrowserClient(_registry.Url);

        using var made = await MakeAsync(browser, link, "ferris");
        Assert.Equal("/welcome", made.Headers.Location?.OriginalString);
        var welcome = WebUtility.HtmlDecode(await PageAsync(browser, "/welcome"));

        var token = TokenText().Match(welcome).Value;
        Assert.NotEqual("", token);
        Assert.Contains($"echo {token} | cargo login --registry registry", Words(welcome), StringComparison.Ordinal);
        Assert.DoesNotContain(TokenText().Matches(WebUtility.HtmlDecode(await PageAsync(browser, "/welcome"))), match => match.Success);
        await using var db = _registry.Database.CreateContext();
        Assert.Equal(Role.Admin, (await db.Users.SingleAsync(Cancelled)).Role);
        Assert.Equal(TokenSecret.Hash(token), (await db.Tokens.SingleAsync(Cancelled)).Hash);
        Assert.Equal(["add_user", "create_token"], await db.AuditLog.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task It_is_good_once_and_for_nothing_when_there_is_an_admin()
    {
        var (first, second) = (await LinkAsync(), await LinkAsync());
        using var browser = new BrowserClient(_registry.Url);
        using var open = await browser.GetAsync(second, Cancelled);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);

        (await MakeAsync(browser, first, "ferris")).Dispose();

        foreach (var link in new[] { first, second, "/first-run/guessed" })
        {
            using var gone = await browser.GetAsync(link, Cancelled);
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        }

        Assert.Null(await _registry.Services.GetRequiredService<FirstRunLinks>().MakeAsync(Cancelled));
    }

    [Fact]
    public async Task Of_two_who_come_at_once_one_becomes_the_admin()
    {
        var links = _registry.Services.GetRequiredService<FirstRunLinks>();
        var secrets = new[] { await links.MakeAsync(Cancelled), await links.MakeAsync(Cancelled) };

        var made = await Task.WhenAll(secrets.Select((secret, number) => links.UseAsync(secret!, $"admin-{number}", null, Password, Cancelled)));

        Assert.Single(made, account => account.User is not null);
        await using var db = _registry.Database.CreateContext();
        Assert.Single(await db.Users.ToListAsync(Cancelled));
    }

    [Fact]
    public async Task A_later_start_takes_the_place_of_an_earlier_one()
    {
        var early = await LinkAsync();
        await using (var db = _registry.Database.CreateContext())
            await db.Database.ExecuteSqlAsync($"UPDATE one_time_links SET created_at = created_at - interval '5 minutes'", Cancelled);
        var late = await LinkAsync();
        using var browser = new BrowserClient(_registry.Url);

        using var old = await browser.GetAsync(early, Cancelled);
        using var now = await browser.GetAsync(late, Cancelled);

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.OK), (old.StatusCode, now.StatusCode));
    }

    [Theory]
    [InlineData("not a login", Password, "This login is not possible.")]
    [InlineData("ferris", "short", "at least 10 characters")]
    public async Task What_cannot_be_is_said_and_the_link_stays_good(string login, string password, string words)
    {
        var link = await LinkAsync();
        using var browser = new BrowserClient(_registry.Url);

        using var refused = await MakeAsync(browser, link, login, password);

        Assert.Contains(words, await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        using var made = await MakeAsync(browser, link, "ferris");
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
    }

    private async Task<string> LinkAsync() => $"/first-run/{await _registry.Services.GetRequiredService<FirstRunLinks>().MakeAsync(Cancelled)}";

    private static Task<HttpResponseMessage> MakeAsync(BrowserClient browser, string link, string login, string password = Password) => browser.SubmitAsync(
        link, "first-run", new Dictionary<string, string> { ["Login"] = login, ["Email"] = "", ["Password"] = password }, Cancelled);

    private static async Task<string> PageAsync(BrowserClient browser, string path)
    {
        using var response = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private static string Words(string page) => Tag().Replace(page, "");

    [GeneratedRegex("rgy_[0-9A-Za-z]{43}")]
    private static partial Regex TokenText();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
