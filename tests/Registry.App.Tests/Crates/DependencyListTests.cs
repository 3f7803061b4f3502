using AngleSharp.Dom;
using Bunit;
using Registry.App.Crates;
using Registry.Data.Index;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class DependencyListTests : PageTest
{
    private static readonly IndexDependency Chrono = new() { Name = "chrono", Req = "^0.4" };

    [Fact]
    public void What_depends_on_nothing_says_so()
    {
        var list = List();
        Assert.Equal("It depends on no other crate.", list.Find("p").TextContent);
        Assert.Empty(list.FindAll("ul, h3"));
        Assert.DoesNotContain("no other crate", List(Chrono).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void They_are_told_by_name_under_what_they_are_needed_for()
    {
        var list = List(
            Chrono with { Name = "zip" }, Chrono with { Name = "cc", Kind = "build" }, Chrono with { Name = "Anyhow" }, Chrono with { Name = "proptest", Kind = "dev" });
        Assert.Equal(["To build it", "To develop it"], list.FindAll("h3").Select(title => title.TextContent));
        Assert.Equal(
            ["Anyhow, zip", "cc", "proptest"],
            list.FindAll("ul").Select(kind => string.Join(", ", kind.QuerySelectorAll("a").Select(link => link.TextContent))));
    }

    [Theory]
    [InlineData("^0.4", "chrono ^0.4")]
    [InlineData("optional", "chrono ^0.4 optional")]
    [InlineData("renamed", "chrono ^0.4 used as time")]
    [InlineData("target", "chrono ^0.4 on cfg(windows)")]
    [InlineData("all", "chrono ^0.4 optional, used as time, on cfg(windows)")]
    public void What_is_special_about_one_stands_beside_it(string what, string words)
    {
        var dependency = Chrono with
        {
            Optional = what is "optional" or "all",
            Name = what is "renamed" or "all" ? "time" : "chrono",
            Package = what is "renamed" or "all" ? "chrono" : null,
            Target = what is "target" or "all" ? "cfg(windows)" : null,
        };
        var row = List(dependency).Find("li");
        Assert.Equal(words, Told(row));
        Assert.Equal("crates/chrono", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("https://github.com/rust-lang/crates.io-index", "from crates.io")]
    [InlineData("sparse+https://index.crates.io/", "from crates.io")]
    [InlineData("sparse+https://other.example.org/index/", "from another registry")]
    public void What_comes_from_elsewhere_says_so_and_leads_nowhere_here(string registry, string words)
    {
        var row = List(Chrono with { Registry = registry }).Find("li");
        Assert.Equal($"chrono ^0.4 {words}", Told(row));
        Assert.Null(row.QuerySelector("a"));
    }

    private static string Told(IElement row) => string.Join(' ', row.Children.Select(child => child.TextContent)).TrimEnd();

    private IRenderedComponent<DependencyList> List(params IndexDependency[] dependencies) =>
        Render<DependencyList>(view => view.Add(shown => shown.Dependencies, dependencies));
}
