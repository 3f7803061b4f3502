using Bunit;
using Registry.App.Crates;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class CrateFiguresTests : PageTest
{
    [Theory]
    [InlineData(0, "None so far.")]
    [InlineData(1, "1 download in all, none in the last 90 days.")]
    [InlineData(1204, "1,204 downloads in all, none in the last 90 days.")]
    public void Without_downloads_of_late_there_is_a_sentence_and_no_picture(long ever, string sentence)
    {
        var figures = Figures(ever, 0, 0, 0);
        Assert.Equal(sentence, figures.Find("p").TextContent);
        Assert.Empty(figures.FindAll("svg, table"));
    }

    [Fact]
    public void What_the_picture_shows_is_said_in_a_sentence_and_in_figures_with_the_newest_first()
    {
        var figures = Figures(5000, 0, 1200, 3, 0);
        Assert.Equal(4, figures.FindAll("svg rect").Count);
        Assert.Equal("1,203 in the last 90 days, most on 2 March (1,200); 5,000 in all.", figures.Find("p").TextContent);
        Assert.Equal(["3 Mar 2026 3", "2 Mar 2026 1,200"], figures.FindAll("tbody tr").Select(ChangePageTest.Text));
    }

    [Fact]
    public void Feed_badge_and_version_can_be_reached_from_here() => Assert.Equal(
        ["crates/tide-tables/feed.atom", "crates/tide-tables/badge.svg", "crates/tide-tables/0.4.2"],
        Figures(0).FindAll("a").Select(link => link.GetAttribute("href")));

    /// <param name="ever">Since the first version.</param>
    /// <param name="days">From 1 March on.</param>
    private IRenderedComponent<CrateFigures> Figures(long ever, params long[] days)
    {
        var crate = SampleCrate.Crate with
        {
            Downloads = ever,
            Days = [.. days.Select((count, day) => (new DateOnly(2026, 3, 1).AddDays(day), count))],
        };
        return Render<CrateFigures>(view => view.Add(shown => shown.Crate, crate).Add(shown => shown.Standing, SampleCrate.Version));
    }
}
