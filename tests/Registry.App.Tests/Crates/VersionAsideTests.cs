using Bunit;
using Registry.App.Crates;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class VersionAsideTests : PageTest
{
    [Fact]
    public void It_tells_what_is_known_and_leaves_out_the_rest()
    {
        Assert.Equal("Published by ada Downloads 1,204 Size 48.2 KiB Checksum b5bb9d8014a0", Facts(SampleCrate.Version with { Downloads = 1204, License = "" }));
        Assert.Equal(
            "Published by ada Licence MIT Needs Rust 1.81 Downloads 0 Size 48.2 KiB Checksum b5bb9d8014a0",
            Facts(SampleCrate.Version with { License = "MIT", RustVersion = "1.81" }));
    }

    [Fact]
    public void On_the_page_of_the_crate_its_figures_take_the_place_of_the_downloads()
    {
        var aside = Render<VersionAside>(view => view.Add(shown => shown.Version, SampleCrate.Version).AddChildContent("<p>Figures of the crate.</p>"));
        Assert.Equal("Published by ada Size 48.2 KiB Checksum b5bb9d8014a0 Figures of the crate.", ChangePageTest.Text(aside.Find("aside")));
    }

    [Fact]
    public void Addresses_are_shown_without_what_everybody_knows_of_them()
    {
        var version = SampleCrate.Version with
        {
            Repository = "https://git.example.org/ada/tide-tables/",
            Homepage = "http://tides.example.org",
            Documentation = "https://docs.example.org/#top",
        };
        var aside = Render<VersionAside>(view => view.Add(shown => shown.Version, version));
        Assert.Equal(["git.example.org/ada/tide-tables", "tides.example.org", "docs.example.org"], aside.FindAll("a").Select(link => link.TextContent));
        Assert.All(aside.FindAll("a"), link => Assert.Equal("nofollow noopener", link.GetAttribute("rel")));
        Assert.Contains("Repository git.example.org", ChangePageTest.Text(aside.Find("aside")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("/crates/other")]
    [InlineData("none")]
    public void What_is_no_address_of_the_web_becomes_no_link(string text)
    {
        var aside = Render<VersionAside>(view => view.Add(shown => shown.Version, SampleCrate.Version with { Homepage = text }));
        Assert.Empty(aside.FindAll("a"));
        Assert.DoesNotContain("Home page", aside.Markup, StringComparison.Ordinal);
    }

    private string Facts(VersionDetails version) =>
        ChangePageTest.Text(Render<VersionAside>(view => view.Add(shown => shown.Version, version)).Find("aside"));
}
