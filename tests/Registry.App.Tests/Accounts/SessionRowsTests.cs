using Bunit;
using Registry.App.Accounts.Profile;
using Registry.App.Tests.Changes;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Accounts;

public sealed class SessionRowsTests : PageTest
{
    private static readonly Session Firefox = new()
    {
        Hash = [],
        Ticket = [],
        UserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        Address = "192.0.2.7",
        CreatedAt = Sample.Requested.AddDays(-1),
        LastUsedAt = Sample.Requested,
        ExpiresAt = Sample.Requested.AddDays(13),
    };

    [Fact]
    public void The_session_that_looks_is_marked_and_not_ended_from_here()
    {
        var rows = Rows(Firefox.Id, Firefox);
        Assert.Equal(
            "Firefox on Linux, this one From 192.0.2.7. Signed in 1 Mar 2026, 10:42:07 UTC, last used 10:42:07 UTC.", ChangePageTest.Text(rows.Find("li")));
        Assert.Empty(rows.FindAll("button"));
    }

    [Fact]
    public void Others_are_ended_one_by_one_or_all_at_once()
    {
        var unknown = new Session { Hash = [], Ticket = [], CreatedAt = Sample.Requested, LastUsedAt = Sample.Requested, ExpiresAt = Sample.Requested };
        var rows = Rows(Firefox.Id + 1, Firefox, unknown);
        Assert.Equal(
            ["End the session of Firefox on Linux", "End the session of A browser"],
            rows.FindAll("li button[name=End]").Select(button => button.GetAttribute("aria-label")));
        Assert.StartsWith("A browser Signed in", ChangePageTest.Text(rows.FindAll("li")[1]));
        var all = rows.FindAll("button")[^1];
        Assert.Equal(("End all others", "End", "others"), (all.TextContent, all.GetAttribute("name"), all.GetAttribute("value")));
        Assert.DoesNotContain("this one", rows.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "A browser")]
    [InlineData("curl/8.5.0", "A browser")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/19.0 Safari/604.1", "Safari on an iPhone")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 (KHTML, like Gecko) Version/19.0 Safari/605.1", "Safari on a Mac")]
    public void A_browser_is_called_what_people_call_it(string? userAgent, string words) => Assert.Equal(words, BrowserName.Of(userAgent));

    private IRenderedComponent<SessionRows> Rows(long? own, params Session[] sessions) => Render<SessionRows>(
        view => view.Add(shown => shown.Sessions, sessions).Add(shown => shown.Own, own).Add(shown => shown.Now, Sample.Requested));
}
