using Bunit;
using Registry.App.Crates;
using Registry.App.MyCrates;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.MyCrates;

public sealed class MyCrateListTests : PageTest
{
    [Fact]
    public void Without_any_it_says_how_the_first_one_comes()
    {
        var list = List();
        Assert.StartsWith("You own no crates yet.", list.Find("p").TextContent);
        Assert.Equal("cargo publish --registry registry", list.Find("button").GetAttribute("data-copy"));
        Assert.Empty(list.FindAll("li"));
    }

    [Fact]
    public void Each_says_how_its_newest_version_stands_how_much_it_is_used_and_through_whom_it_is_owned()
    {
        var list = List(
            new("moor-line", "1.0.0", new Standing(Tone.Stopped, "Stopped"), Team: null, 1),
            new("tide-gone", Version: null, Standing: null, Team: null, 0),
            new("tide-tables", "0.4.2", Standing.Usable, "harbour", 1204));
        Assert.Equal(["Stopped", "", "Usable"], list.FindAll("li").Select(crate => crate.QuerySelector(".chip")?.TextContent ?? ""));
        Assert.Equal(["1 download", "no downloads", "1,204 downloads, by the team harbour"], list.FindAll(".more").Select(more => more.TextContent));
        Assert.Equal(
            ["crates/moor-line", "crates/moor-line/1.0.0", "crates/tide-gone", "crates/tide-tables", "crates/tide-tables/0.4.2"],
            list.FindAll("a").Select(link => link.GetAttribute("href")));
        Assert.Empty(list.FindAll("button"));
    }

    [Fact]
    public void What_is_used_shows_how_that_changes_week_by_week()
    {
        var list = List(new MyCrate("tide-tables", "0.4.2", Standing.Usable, Team: null, 3) { Weeks = [0, 1, 2] }, new("moor-line", "1.0.0", Standing.Usable, null, 0));
        Assert.Equal(3, Assert.Single(list.FindAll(".bar-strip")).QuerySelectorAll("rect").Length);
        Assert.Contains("3 downloads", list.Find("li").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<MyCrateList> List(params MyCrate[] crates) => Render<MyCrateList>(view => view.Add(shown => shown.Crates, crates));
}
