using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Pages in the states that no journey passes through: refused, empty, over, gone.</summary>
public sealed partial class PageStateTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Password = "correct horse battery";

    [Theory]
    [InlineData("accept", "You own tide-tables now", true)]
    [InlineData("decline", "You have declined", false)]
    public async Task An_invitation_is_answered_once_on_its_page(string choice, string words, bool owns)
    {
        var secret = await InviteAsync();
        using var grace = new BrowserClient(Registry.Url);
        Assert.Contains("ada asks you, grace.", await TextAsync(grace.GetAsync(secret, Cancelled), HttpStatusCode.OK), StringComparison.Ordinal);

        Assert.Contains(words, await TextAsync(AnswerAsync(grace, secret, choice), HttpStatusCode.OK), StringComparison.Ordinal);

        Assert.Contains(
            "This invitation is not good any more", await TextAsync(grace.GetAsync(secret, Cancelled), HttpStatusCode.Gone), StringComparison.Ordinal);
        await using var db = Registry.Database.CreateContext();
        Assert.Equal(owns, await db.Owners.AnyAsync(owner => owner.User!.Login == "grace", Cancelled));
    }

    [Fact]
    public async Task An_invitation_that_is_taken_back_while_it_is_read_is_not_accepted()
    {
        var secret = await InviteAsync();
        using var grace = new BrowserClient(Registry.Url);
        using var read = await grace.GetAsync(secret, Cancelled);
        var page = await read.Content.ReadAsStringAsync(Cancelled);
        await using var db = Registry.Database.CreateContext();
        await db.Invitations.ExecuteDeleteAsync(Cancelled);

        var accept = new Dictionary<string, string> { ["Choice"] = "accept" };
        using var answer = await grace.SubmitReadAsync(secret, page, "answer", accept, Cancelled);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.False(await db.Owners.AnyAsync(owner => owner.User!.Login == "grace", Cancelled));
    }

    [Fact]
    public async Task A_search_has_pages_in_an_order_and_says_what_cannot_be_searched_for()
    {
        await using var worker = await Registry.StartWorkerAsync();
        foreach (var number in Enumerable.Range(1, 21))
            await PublishAsync($"tide-{number:00}", "0.1.0");
        foreach (var number in Enumerable.Range(1, 21))
            await Http.GetChangeAsync($"/api/v1/crates/tide-{number:00}/0.1.0/status?wait=usable&timeout=60", Cancelled);

        var first = await SearchAsync("q=tide&sort=alphabetical");
        Assert.Contains("21 crates found.", first, StringComparison.Ordinal);
        Assert.Contains("Page 1 of 2", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Previous", first, StringComparison.Ordinal);
        var second = await SearchAsync("q=tide&sort=alphabetical&page=2");
        Assert.Contains("tide-21", second, StringComparison.Ordinal);
        Assert.Contains("Previous", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Next", second, StringComparison.Ordinal);
        var beyond = await SearchAsync("q=tide&page=9");
        Assert.Contains("21 crates found.", beyond, StringComparison.Ordinal);
        Assert.Contains("They end before page 9.", beyond, StringComparison.Ordinal);
        Assert.DoesNotContain("Page 9 of 2", beyond, StringComparison.Ordinal);
        Assert.Contains("Crates with the keyword sea", await SearchAsync("keyword=sea"), StringComparison.Ordinal);
        Assert.Contains("Crates of the category science", await SearchAsync("category=science"), StringComparison.Ordinal);
        using var browser = new BrowserClient(Registry.Url);
        Assert.Contains(
            "That cannot be searched for: ", await TextAsync(browser.GetAsync("/search?q=tide&page=x", Cancelled), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_has_published_is_not_found_on_an_empty_registry_either()
    {
        Assert.Contains("No crate was found.", await SearchAsync(""), StringComparison.Ordinal);
        Assert.Contains("A crate is found once its first version is in the index.", await SearchAsync("q=tide"), StringComparison.Ordinal);
        Assert.DoesNotContain("best match", await SearchAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_crate_and_its_versions_are_gone_and_say_so()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/crates/tide-tables?message=It%20leaked%20a%20key.") { Headers = { { "Authorization", Token } } };
        using (var deleted = await Http.SendAsync(request, Cancelled))
            Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await UntilDoneAsync("/api/v1/crates/tide-tables/0.4.2/status");

        using var browser = new BrowserClient(Registry.Url);
        foreach (var path in new[] { "", "/versions", "/dependencies", "/dependents", "/owners" })
        {
            var page = await TextAsync(browser.GetAsync($"/crates/tide-tables{path}", Cancelled), HttpStatusCode.Gone);
            Assert.Contains("tide-tables was deleted", page, StringComparison.Ordinal);
            Assert.Contains("Its number is never given out again.", page, StringComparison.Ordinal);
        }

        var version = await TextAsync(browser.GetAsync("/crates/tide-tables/0.4.2", Cancelled), HttpStatusCode.Gone);
        Assert.Contains("This version is deleted: cargo does not find it", version, StringComparison.Ordinal);
        Assert.Contains("“It leaked a key.”", version, StringComparison.Ordinal);
        Assert.Contains(
            "There is no such version", await TextAsync(browser.GetAsync("/crates/tide-tables/9.9.9", Cancelled), HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Failed", "did not work. Try again.")]
    [InlineData("NoLogin", "cannot be a login here")]
    [InlineData("Taken", "sign in with its password and link it in your settings")]
    [InlineData("Disabled", "Your account here is disabled.")]
    [InlineData("LinkedElsewhere", "is linked with another account here")]
    [InlineData("hello", null)]
    public async Task Who_comes_back_from_a_provider_in_vain_reads_why(string fault, string? words)
    {
        using var browser = new BrowserClient(Registry.Url);
        using var answer = await browser.GetAsync($"/sign-in?fault={fault}", Cancelled);
        var page = await answer.Content.ReadAsStringAsync(Cancelled);
        if (words is null)
            Assert.Single(Alert().Matches(page));
        else
            Assert.Contains(words, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_are_no_passwords_none_is_asked_for()
    {
        await using var provider = await LocalProvider.StartAsync();
        var (_, url) = await Registry.StartWebAsync([.. provider.Settings, "--SignIn:Passwords=false"]);
        using var browser = new BrowserClient(url);
        var page = await TextAsync(browser.GetAsync("/sign-in", Cancelled), HttpStatusCode.OK);
        Assert.Contains("Sign in with", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", page, StringComparison.Ordinal);
        Assert.DoesNotContain("passkey", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_passkey_that_is_not_known_signs_nobody_in(string credential)
    {
        using var browser = new BrowserClient(Registry.Url);
        var page = await TextAsync(
            browser.SubmitAsync("/sign-in", "passkey", new Dictionary<string, string> { ["Credential"] = credential }, Cancelled), HttpStatusCode.OK);
        Assert.Contains("This passkey is not known here, or it took too long.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_page_of_a_user_who_is_not_there()
    {
        await Registry.CreateUserAsync("root", Password, Role.Admin);
        using var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync("root", Password, Cancelled)).Dispose();
        Assert.Contains(
            "There is no user nobody", await TextAsync(browser.GetAsync("/admin/users/nobody", Cancelled), HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    private async Task<string> SearchAsync(string query)
    {
        using var browser = new BrowserClient(Registry.Url);
        return await TextAsync(browser.GetAsync($"/search?{query}", Cancelled), HttpStatusCode.OK);
    }

    /// <returns>The address of the page that grace was mailed.</returns>
    private async Task<string> InviteAsync()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await Registry.CreateUserAsync("grace", Password, email: "grace@example.com");
        await using var worker = await Registry.StartWorkerAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/crates/tide-tables/owners")
        {
            Headers = { { "Authorization", Token } },
            Content = new StringContent(new JsonObject { ["users"] = new JsonArray("grace") }.ToJsonString(), null, "application/json"),
        };
        using var invited = await Http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.OK, invited.StatusCode);
        var folder = Path.Combine(Registry.DataDirectory, "mail");
        string[] Files() => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [];
        await Wait.UntilAsync(() => Files().Length > 0, null, "the invitation to be mailed");
        var mail = await File.ReadAllTextAsync(Assert.Single(Files()), Cancelled);
        return Link().Match(mail.Replace("=\r\n", "", StringComparison.Ordinal)).Value;
    }

    private static Task<HttpResponseMessage> AnswerAsync(BrowserClient browser, string invitation, string choice) =>
        browser.SubmitAsync(invitation, "answer", new Dictionary<string, string> { ["Choice"] = choice }, Cancelled);

    /// <summary>What is read on a page, without its markup.</summary>
    private static async Task<string> TextAsync(Task<HttpResponseMessage> answer, HttpStatusCode status)
    {
        using var response = await answer;
        Assert.Equal(status, response.StatusCode);
        var text = Tag().Replace(await response.Content.ReadAsStringAsync(Cancelled), "");
        return Spaces().Replace(WebUtility.HtmlDecode(text), " ");
    }

    [GeneratedRegex("/invitations/[0-9A-Za-z]+")]
    private static partial Regex Link();

    [GeneratedRegex("role=\"alert\"")]
    private static partial Regex Alert();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
