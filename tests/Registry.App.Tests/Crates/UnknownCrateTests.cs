using Bunit;
using Registry.App.Crates;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class UnknownCrateTests : PageTest
{
    [Fact]
    public void Names_that_look_like_it_are_offered()
    {
        var page = Page("tide-tabels", "tide-tables", "tide-table");
        Assert.Equal("There is no crate named tide-tabels", page.Find("h1").TextContent);
        Assert.Equal(["crates/tide-tables", "crates/tide-table"], page.FindAll("li a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void Without_any_that_does_the_list_of_all_is_offered() => Assert.Equal("search", Page("nothing").Find("a").GetAttribute("href"));

    private IRenderedComponent<UnknownCrate> Page(string name, params string[] near) =>
        Render<UnknownCrate>(view => view.Add(shown => shown.Name, name).Add(shown => shown.Near, near));
}
