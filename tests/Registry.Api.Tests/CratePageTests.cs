using System.Net;
using System.Xml.Linq;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The pages of crates, their badges and feeds, as a browser without scripts gets them.</summary>
public sealed class CratePageTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task A_crate_is_at_one_address_whatever_its_spelling()
    {
        await PublishAsync("tide-tables", "0.4.2");
        using var browser = new BrowserClient(Registry.Url);
        using var other = await browser.GetAsync("/crates/Tide_Tables/versions?x=1", Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, other.StatusCode);
        Assert.Equal("/crates/tide-tables/versions?x=1", other.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_version_that_is_being_published_is_shown_in_its_place()
    {
        await PublishAsync("tide-tables", "0.4.2");
        using var browser = new BrowserClient(Registry.Url);
        Assert.Contains("Waiting", await PageAsync(browser, "/crates/tide-tables/versions"), StringComparison.Ordinal);
        Assert.Contains("Waiting", await PageAsync(browser, "/"), StringComparison.Ordinal);
        Assert.Contains("publishing…", await PageAsync(browser, "/crates/tide-tables/badge.svg"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_told_when_a_change_it_shows_has_gone_on()
    {
        var change = await Http.GetChangeAsync(await PublishAsync("tide-tables", "0.4.2"), Cancelled);
        var id = change["id"]!.GetValue<string>();
        using (var unknown = await Http.GetAsync("/changes/nothing/events", Cancelled))
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        await using var events = await Http.GetStreamAsync($"/changes/{id}/events", Cancelled);
        using var lines = new StreamReader(events);
        Assert.Equal("data: Waiting 2 held", await lines.ReadLineAsync(Cancelled));
        await using var worker = await Registry.StartWorkerAsync();
        var rest = (await lines.ReadToEndAsync(Cancelled)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: Usable 5 over", rest[^1]);
        Assert.Equal(rest.Distinct(), rest);
    }

    [Fact]
    public async Task A_crate_that_is_not_there_brings_to_mind_one_that_is()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        using var browser = new BrowserClient(Registry.Url);
        foreach (var name in new[] { "tide-tabels", "tide%01", "%F0%9F%8C%8A" })
        {
            using var missing = await browser.GetAsync($"/crates/{name}", Cancelled);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.Equal(name.StartsWith("tide", StringComparison.Ordinal), (await missing.Content.ReadAsStringAsync(Cancelled)).Contains("href=\"crates/tide-tables\"", StringComparison.Ordinal));
        }

        Assert.Contains("href=\"crates/tide-tables\"", await PageAsync(browser, "/search?q=tibe-tabel"), StringComparison.Ordinal);
        using var nonsense = await browser.GetAsync("/search?page=x", Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task A_keyword_and_a_category_find_their_crates_only()
    {
        await using var worker = await Registry.StartWorkerAsync();
        var metadata = CrateUpload.Metadata("tide-tables", "0.4.2");
        metadata["keywords"] = new System.Text.Json.Nodes.JsonArray("Water");
        metadata["categories"] = new System.Text.Json.Nodes.JsonArray("science");
        using (var published = await Http.PublishAsync(Token, CrateUpload.Body("tide-tables", "0.4.2", metadata), Cancelled))
            Assert.Equal(HttpStatusCode.OK, published.StatusCode);
        await UntilDoneAsync("/api/v1/crates/tide-tables/0.4.2/status");
        await UntilDoneAsync(await PublishAsync("water", "0.1.0"));
        using var browser = new BrowserClient(Registry.Url);
        foreach (var query in new[] { "keyword=water", "category=science" })
        {
            var page = await PageAsync(browser, $"/search?{query}");
            Assert.Contains("crates/tide-tables", page, StringComparison.Ordinal);
            Assert.DoesNotContain("\"crates/water\"", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_badge_and_a_feed_are_asked_for_again_by_what_they_were()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2"));
        foreach (var path in new[] { "/crates/tide-tables/badge.svg", "/crates/tide-tables/feed.atom", "/feeds/crates.atom" })
        {
            using var first = await Http.GetAsync(path, Cancelled);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal(TimeSpan.FromMinutes(5), first.Headers.CacheControl!.MaxAge);
            var document = XDocument.Parse(await first.Content.ReadAsStringAsync(Cancelled));
            Assert.Contains("0.4.2", document.ToString(), StringComparison.Ordinal);
            using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
            using var second = await Http.SendAsync(again, Cancelled);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }

        Assert.Contains("unknown", await Http.GetStringAsync("/crates/nothing/badge.svg", Cancelled), StringComparison.Ordinal);
        using var missing = await Http.GetAsync("/crates/nothing/feed.atom", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Owners_are_invited_and_removed_on_the_page_by_the_rules_of_cargo()
    {
        await PublishAsync("tide-tables", "0.4.2");
        using var owner = await SignedInAsync("grace");
        await Registry.CreateUserAsync("bob", "correct horse battery");
        Assert.DoesNotContain("Invite somebody", await PageAsync(owner, "/crates/tide-tables/owners"), StringComparison.Ordinal);

        await Registry.CreateTokenAsync("grace");
        await using (var db = Registry.Database.CreateContext())
        {
            var grace = db.Users.Single(user => user.Login == "grace");
            db.Owners.Add(new() { CrateId = db.Crates.Single().Id, UserId = grace.Id, AddedAt = TimeProvider.System.GetUtcNow() });
            await db.SaveChangesAsync(Cancelled);
        }

        Assert.Contains("User bob has been invited", await SubmitAsync(owner, "add-owner", "Add", "bob"), StringComparison.Ordinal);
        Assert.Contains("There is no team nobody", await SubmitAsync(owner, "add-owner", "Add", "team:nobody"), StringComparison.Ordinal);
        using var invited = await SignedInAsync("bob", create: false);
        Assert.Contains("asks you to own", await PageAsync(invited, "/me"), StringComparison.Ordinal);
        Assert.Contains("ada is no longer among the owners", await SubmitAsync(owner, "remove-owner", "Remove", "ada"), StringComparison.Ordinal);
        Assert.Contains("must keep a user", await SubmitAsync(owner, "remove-owner", "Remove", "grace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_made_and_revoked_by_people_not_by_tokens()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me/tokens") { Headers = { { "Authorization", Token } } };
        using var refused = await Http.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task<BrowserClient> SignedInAsync(string login, bool create = true)
    {
        if (create)
            await Registry.CreateUserAsync(login, "correct horse battery");
        var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync(login, "correct horse battery", Cancelled)).Dispose();
        return browser;
    }

    private static async Task<string> SubmitAsync(BrowserClient browser, string form, string field, string value)
    {
        using var answer = await browser.SubmitAsync("/crates/tide-tables/owners", form, new Dictionary<string, string> { [field] = value }, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancelled);
    }

    private static async Task<string> PageAsync(BrowserClient browser, string path)
    {
        using var answer = await browser.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancelled));
    }
}
