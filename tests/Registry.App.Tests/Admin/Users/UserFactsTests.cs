using Bunit;
using Registry.App.Admin.Users;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Users;

public sealed class UserFactsTests : PageTest
{
    [Theory]
    [InlineData(false, 0, false, "nothing yet")]
    [InlineData(true, 0, false, "password")]
    [InlineData(false, 1, false, "1 passkey")]
    [InlineData(true, 2, true, "password, 2 passkeys, provider")]
    public void It_says_by_what_somebody_signs_in(bool password, int passkeys, bool linked, string ways) =>
        Assert.Equal(ways, Facts(UserSample.Reading with { HasPassword = password, Passkeys = passkeys, IsLinked = linked })["Signs in by"]);

    [Theory]
    [InlineData("ada@example.org", true, "ada@example.org")]
    [InlineData("ada@example.org", false, "ada@example.org, not confirmed")]
    [InlineData(null, false, "none")]
    public void It_says_where_mail_goes_and_whether_it_arrives(string? address, bool confirmed, string words) =>
        Assert.Equal(words, Facts(UserSample.With(UserSample.Ada with { Email = address, EmailConfirmed = confirmed }))["Mail address"]);

    [Fact]
    public void It_says_when_somebody_was_there_what_they_have_and_where_it_stands_what_they_did()
    {
        var facts = Facts(UserSample.Reading with { Crates = 3 });
        Assert.Equal(("asked for after the password", "10:38:07 UTC", "21 Feb 2026, 10:42:07 UTC", "3 crates"), (facts["Codes"], facts["Last seen"], facts["Made"], facts["Owns"]));
        facts = Facts(UserSample.With(UserSample.Ada with { LastSeenAt = null, TwoFactor = false }));
        Assert.Equal(("not asked for", "never", "no crates", "In the audit log"), (facts["Codes"], facts["Last seen"], facts["Owns"], facts["What they did"]));
        Assert.Equal("admin/audit?user=ada", Render<UserFacts>(shown => shown.Add(one => one.Reading, UserSample.Reading)).Find("a").GetAttribute("href"));
    }

    private Dictionary<string, string> Facts(UserReading reading) => Render<UserFacts>(facts => facts.Add(shown => shown.Reading, reading))
        .FindAll("dl > div").ToDictionary(fact => fact.QuerySelector("dt")!.TextContent, fact => ChangePageTest.Text(fact.QuerySelector("dd")!));
}
