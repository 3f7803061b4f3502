using Bunit;
using Registry.App.Crates;
using Registry.App.Ui;
using Registry.Data.Index;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class CrateHeadTests : PageTest
{
    [Fact]
    public void What_can_be_used_is_offered_and_has_no_mark()
    {
        var head = Head(SampleCrate.Version, Standing.Usable);
        Assert.Equal("tide-tables 0.4.2", head.Find("h1").TextContent);
        Assert.Empty(head.FindAll(".chip"));
        Assert.Equal("cargo add tide-tables --registry registry", head.Find("button:enabled").GetAttribute("data-copy"));
    }

    [Theory]
    [InlineData("Yanked", true, true)]
    [InlineData("Retrying", false, false)]
    [InlineData("Stopped", false, false)]
    public void What_cargo_would_not_choose_says_how_it_stands_and_is_not_offered(string word, bool published, bool yanked)
    {
        var version = SampleCrate.Version with { PublishedAt = published ? SampleCrate.Version.PublishedAt : null, Yanked = yanked };
        var head = Head(version, new Standing(Tone.Stopped, word));
        Assert.Equal(word, head.Find(".chip").TextContent);
        Assert.True(head.Find("button").HasAttribute("disabled"));
    }

    [Theory]
    [InlineData(CrateTab.Readme, "README", "crates/tide-tables")]
    [InlineData(CrateTab.Versions, "Versions (2)", "crates/tide-tables/versions")]
    [InlineData(CrateTab.Dependencies, "Dependencies (1)", "crates/tide-tables/dependencies")]
    [InlineData(CrateTab.Dependents, "Dependents", "crates/tide-tables/dependents")]
    [InlineData(CrateTab.Owners, "Owners", "crates/tide-tables/owners")]
    public void One_of_its_pages_is_the_one_that_is_read(CrateTab tab, string title, string path)
    {
        var version = SampleCrate.Version with { Dependencies = [new IndexDependency { Name = "chrono", Req = "^0.4" }] };
        var crate = SampleCrate.Crate with
        {
            Versions =
            [
                SampleCrate.Line("0.4.2", Standing.Usable),
                SampleCrate.Line("0.4.1", Standing.Yanked),
                SampleCrate.Line("0.4.0", Standing.Deleted) with { DeletedAt = SampleCrate.Version.PublishedAt },
            ],
        };
        var head = Render<CrateHead>(view => view.Add(shown => shown.Crate, crate).Add(shown => shown.Standing, version).Add(shown => shown.Tab, tab));
        var current = Assert.Single(head.FindAll("nav a[aria-current=page]"));
        Assert.Equal((title, path), (current.TextContent, current.GetAttribute("href")));
        Assert.Equal(5, head.FindAll("nav a").Count);
    }

    [Fact]
    public void Keywords_and_categories_lead_to_what_shares_them()
    {
        var head = Head(SampleCrate.Version with { Keywords = ["c++"], Categories = ["science::earth-sea"] }, Standing.Usable);
        Assert.Equal(
            [("#c++", "search?keyword=c%2B%2B"), ("science › earth sea", "search?category=science%3A%3Aearth-sea")],
            head.FindAll("[aria-label='Keywords and categories'] a").Select(link => (link.TextContent, link.GetAttribute("href")!)));
        Assert.Empty(Head(SampleCrate.Version, Standing.Usable).FindAll("ul"));
    }

    private IRenderedComponent<CrateHead> Head(VersionDetails version, Standing standing)
    {
        var crate = SampleCrate.Crate with { Versions = [SampleCrate.Line("0.5.0-rc.1", Standing.Deleted), SampleCrate.Line("0.4.2", standing)] };
        return Render<CrateHead>(view => view.Add(shown => shown.Crate, crate).Add(shown => shown.Standing, version).Add(shown => shown.Tab, CrateTab.Readme));
    }
}
