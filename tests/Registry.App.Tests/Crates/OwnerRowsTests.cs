using Bunit;
using Registry.App.Crates;
using Registry.App.Owners;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class OwnerRowsTests : PageTest
{
    private static readonly OwnerJson Ada = new(1, "ada", "ada", "user", "https://crates.example.org/users/ada");

    private static readonly OwnerJson Harbour = new(3, "team:harbour", "harbour", "team", "https://crates.example.org/teams/harbour");

    [Fact]
    public void Everybody_sees_who_owns_a_crate_and_nothing_to_press()
    {
        var rows = Rows(mayChange: false);
        Assert.Equal([("ada", ""), ("team:harbour", "team")], Told(rows));
        Assert.Empty(rows.FindAll("button, summary"));
    }

    [Fact]
    public void Who_may_say_who_owns_it_removes_owners_and_takes_invitations_back()
    {
        var rows = Rows(mayChange: true, "grace");
        Assert.Equal([("ada", ""), ("team:harbour", "team"), ("grace", "invited, has not answered")], Told(rows));
        Assert.Equal(
            [("ada", "Remove ada"), ("team:harbour", "Remove team:harbour"), ("grace", "Take back the invitation of grace")],
            rows.FindAll("button[type=submit][name=Remove]").Select(button => (button.GetAttribute("value")!, button.TextContent)));
    }

    [Fact]
    public void Whoever_speaks_the_words_on_a_button_finds_it() => Assert.All(
        Rows(mayChange: true, "grace").FindAll("summary"),
        summary => Assert.Contains(summary.TextContent, summary.GetAttribute("aria-label"), StringComparison.Ordinal));

    private static IEnumerable<(string Login, string Kind)> Told(IRenderedComponent<OwnerRows> rows) =>
        rows.FindAll("li").Select(row => (row.QuerySelector(".mono")!.TextContent, row.QuerySelector(".kind")!.TextContent));

    private IRenderedComponent<OwnerRows> Rows(bool mayChange, params string[] invited) => Render<OwnerRows>(
        view => view.Add(shown => shown.Owners, [Ada, Harbour]).Add(shown => shown.Invited, invited).Add(shown => shown.MayChange, mayChange));
}
