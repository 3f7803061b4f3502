using Bunit;
using Registry.App.Search;
using Xunit;

namespace Registry.App.Tests.Search;

public sealed class SearchPartsTests : PageTest
{
    [Fact]
    public void Names_that_look_like_what_was_asked_for_are_offered()
    {
        var found = Render<NothingFound>(view => view.Add(shown => shown.Near, ["tide-tables", "tide"]));
        Assert.Equal(["crates/tide-tables", "crates/tide"], found.FindAll("li a").Select(link => link.GetAttribute("href")));
        Assert.DoesNotContain("Try fewer", found.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_it_says_what_to_try()
    {
        var found = Render<NothingFound>(view => view.Add(shown => shown.Near, []));
        Assert.StartsWith("Try fewer or shorter words.", found.Find("p").TextContent);
        Assert.Empty(found.FindAll("a"));
    }

    [Fact]
    public void A_search_asks_the_page_of_what_was_found_with_or_without_scripts()
    {
        var form = Render<SearchField>(view => view.Add(shown => shown.Text, "tide \"table\"")).Find("form[role=search]");
        Assert.Equal("search", form.GetAttribute("action"));
        Assert.Equal("tide \"table\"", form.QuerySelector("input[type=search][name=q]")!.GetAttribute("value"));
        Assert.Equal("Search", form.QuerySelector("button[type=submit]")!.TextContent);
    }

    [Fact]
    public void Two_fields_on_one_page_are_told_apart()
    {
        var fields = new[] { Render<SearchField>(), Render<SearchField>(view => view.Add(shown => shown.Id, "site-search").Add(shown => shown.Label, "All crates")) };
        Assert.Equal(["search", "site-search"], fields.Select(field => field.Find("input").Id));
        Assert.All(fields, field => Assert.Equal(field.Find("input").Id, field.Find("label").GetAttribute("for")));
        Assert.Equal(["Crates", "All crates"], fields.Select(field => field.Find("form").GetAttribute("aria-label")));
    }
}
