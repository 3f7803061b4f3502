using Bunit;
using Registry.App.Admin.Users;
using Registry.App.Tests.Changes;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Admin.Users;

public sealed class UserTableTests : PageTest
{
    private static readonly UserLine Ada = UserSample.Ada;

    [Fact]
    public void A_row_says_who_it_is_what_they_may_and_when_they_were_seen()
    {
        var row = Table(Ada).Find("tbody tr");
        Assert.Equal("admin/users/ada", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.StartsWith("ada ada@example.org Active Operator 4 min ago on", ChangePageTest.Text(row), StringComparison.Ordinal);
        Assert.StartsWith("ada Active Author never off", Told(Ada with { Email = null, Role = Role.Author, TwoFactor = false, LastSeenAt = null }));
    }

    [Fact]
    public void Its_state_is_the_one_that_matters_most()
    {
        var locked = Ada with { LockedUntil = Sample.Requested.AddMinutes(9) };
        var chips = Table(Ada, locked, locked with { DisabledAt = Sample.Requested }).FindAll(".chip");
        Assert.Equal(["Active", "Locked", "Disabled"], chips.Select(chip => chip.TextContent));
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData(" ", "", "", true)]
    [InlineData("ada", "operator", "locked", true)]
    [InlineData(null, "King", null, false)]
    [InlineData(null, "1", null, false)]
    [InlineData(null, null, "asleep", false)]
    [InlineData("a\u0000", null, null, false)]
    public void A_search_is_understood_or_told_what_is_wrong_with_it(string? text, string? role, string? state, bool understood) =>
        Assert.Equal(understood, UserSearch.Read(text, role, state, null, out _) is null);

    private string Told(UserLine user) => ChangePageTest.Text(Table(user).Find("tbody tr"));

    private IRenderedComponent<UserTable> Table(params UserLine[] users) =>
        Render<UserTable>(table => table.Add(shown => shown.Users, users).Add(shown => shown.Now, Sample.Requested));
}
