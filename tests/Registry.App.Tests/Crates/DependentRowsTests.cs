using Bunit;
using Registry.App.Crates;
using Registry.App.Tests.Changes;
using Registry.Data.Crates;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class DependentRowsTests : PageTest
{
    [Theory]
    [InlineData(0, "No crate of this registry depends on it, as far as the newest versions tell.")]
    [InlineData(1, "1 crate of this registry depends on it.")]
    [InlineData(2, "2 crates of this registry depend on it.")]
    public void How_many_depend_on_it_is_said_first(int total, string sentence)
    {
        var rows = Rows(total, 1);
        Assert.Equal(sentence, rows.Find("p").TextContent);
        Assert.Equal(total > 0 ? 1 : 0, rows.FindAll("ul").Count);
    }

    [Fact]
    public void Each_is_told_with_its_version_and_leads_there()
    {
        var row = Rows(1, 1).Find("li");
        Assert.Equal("moor-line 1.0.0 Ropes <and> knots.", ChangePageTest.Text(row));
        Assert.Equal("crates/moor-line", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(51, 1, "Next crates/tide-tables/dependents?page=2")]
    [InlineData(101, 2, "Previous crates/tide-tables/dependents?page=1", "Next crates/tide-tables/dependents?page=3")]
    [InlineData(100, 2, "Previous crates/tide-tables/dependents?page=1")]
    public void Pages_lead_on_as_far_as_there_is_more(int total, int page, params string[] links) => Assert.Equal(
        links, Rows(total, page).FindAll("nav[aria-label=Pages] a").Select(link => $"{link.TextContent} {link.GetAttribute("href")}"));

    private IRenderedComponent<DependentRows> Rows(int total, int page)
    {
        var dependent = new CrateVersion
        {
            Crate = new Crate { Name = "moor-line", CreatedAt = Sample.Requested },
            Number = "1.0.0",
            Description = "Ropes <and> knots.",
            Checksum = "",
            Size = 0,
            StorageKey = "",
            Dependencies = [],
            Features = new Dictionary<string, IReadOnlyList<string>>(),
            CreatedAt = Sample.Requested,
        };
        return Render<DependentRows>(view => view
            .Add(shown => shown.Crate, "tide-tables").Add(shown => shown.Found, [dependent]).Add(shown => shown.Total, total).Add(shown => shown.Page, page));
    }
}
