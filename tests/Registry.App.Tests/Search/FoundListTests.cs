using Bunit;
using Registry.App.CrateData;
using Registry.App.Search;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Search;

public sealed class FoundListTests : PageTest
{
    private static readonly CrateJson Tables = new()
    {
        Id = "tide-tables",
        Name = "tide-tables",
        Description = "Tides of <all> harbours.",
        UpdatedAt = Sample.Requested.AddDays(-1),
        CreatedAt = Sample.Requested,
        Keywords = [],
        Categories = [],
        Downloads = 1204,
        RecentDownloads = 7,
        DefaultVersion = "0.4.2",
        NumVersions = 1,
        Yanked = false,
        MaxVersion = "0.4.2",
        NewestVersion = "0.5.0-rc.1",
        Links = CrateLinks.Of("tide-tables"),
        ExactMatch = false,
    };

    [Fact]
    public void Each_crate_says_what_it_is_and_shows_why_it_was_found()
    {
        var crate = Found(1, Tables).Find("li");
        Assert.Equal("crates/tide-tables", crate.QuerySelector("h2 a")!.GetAttribute("href"));
        Assert.Equal("0.4.2", crate.QuerySelector(".number")!.TextContent);
        Assert.Equal("Tides of <all> harbours.", crate.QuerySelector("p")!.TextContent);
        Assert.Equal(["tide", "Tide"], crate.QuerySelectorAll("mark").Select(mark => mark.TextContent));
        Assert.Equal(["1,204 downloads", "updated 1 Mar 2026, 10:42:07 UTC"], crate.QuerySelectorAll(".more > span").Select(ChangePageTest.Text));
    }

    [Fact]
    public void A_crate_of_which_all_is_yanked_is_marked_and_one_without_a_description_is_none_the_worse()
    {
        var found = Found(1, Tables, Tables with { Name = "moor-line", Yanked = true, Description = null });
        Assert.Equal(["", "Yanked"], found.FindAll("li").Select(crate => crate.QuerySelector(".chip")?.TextContent ?? ""));
        Assert.Equal("", found.FindAll("li")[1].QuerySelector("p")!.TextContent);
    }

    [Fact]
    public void On_later_pages_the_count_goes_on() => Assert.Equal("21", Found(21, Tables).Find("ol").GetAttribute("start"));

    private IRenderedComponent<FoundList> Found(int first, params CrateJson[] crates) => Render<FoundList>(view => view
        .Add(shown => shown.Crates, crates).Add(shown => shown.Words, ["tide"]).Add(shown => shown.First, first).Add(shown => shown.Now, Sample.Requested));
}
