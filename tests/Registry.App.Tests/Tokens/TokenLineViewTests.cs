using Bunit;
using Registry.App.Accounts;
using Registry.App.Tests.Changes;
using Registry.App.Tokens;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Tokens;

public sealed class TokenLineViewTests : PageTest
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    public void What_is_not_accepted_any_more_is_marked(int? secondsLeft, int marks)
    {
        var line = Line(Token(secondsLeft is { } seconds ? Sample.After(seconds) : null));
        Assert.Equal(Enumerable.Repeat("Expired", marks), line.FindAll(".chip").Select(chip => chip.TextContent));
    }

    [Fact]
    public void It_says_what_it_may_and_when_it_was_used()
    {
        var used = Line(Token(null, lastUsed: Sample.Requested));
        Assert.Equal("It may yank and unyank versions of tide-*, until you revoke it.", used.Find("p").TextContent);
        Assert.Equal(["Made 23 Feb 2026, 10:42:07 UTC", "last used 10:42:07 UTC"], Told(used));
        Assert.Equal("never used", Told(Line(Token(null))).Last());
    }

    [Fact]
    public void Who_looks_at_a_token_of_somebody_else_is_not_told_that_it_is_theirs()
    {
        Assert.Equal("It may yank and unyank versions of tide-*, until it is revoked.", Line(Token(null), login: "grace").Find("p").TextContent);
        var whole = new ApiToken { Name = "all", Hash = [], CreatedAt = Sample.Requested };
        Assert.Equal("It may do everything grace may, until it is revoked.", Line(whole, login: "grace").Find("p").TextContent);
    }

    [Fact]
    public void It_can_be_revoked_by_its_name()
    {
        var sends = Line(Token(null)).Find("button[type=submit][name=Revoke]");
        Assert.Equal("Revoke laptop", sends.TextContent);
    }

    private static ApiToken Token(DateTimeOffset? expires, DateTimeOffset? lastUsed = null) => new()
    {
        Name = "laptop",
        Hash = [],
        Scopes = [TokenScopes.Yank],
        CratePatterns = ["tide-*"],
        CreatedAt = Sample.Requested.AddDays(-7),
        ExpiresAt = expires,
        LastUsedAt = lastUsed,
    };

    private static IEnumerable<string> Told(IRenderedComponent<TokenLineView> line) => line.FindAll(".more > span").Select(ChangePageTest.Text);

    private IRenderedComponent<TokenLineView> Line(ApiToken token, string? login = null) => Render<TokenLineView>(
        view => view.Add(shown => shown.Token, token).Add(shown => shown.Now, Sample.Requested).Add(shown => shown.Login, login));
}
