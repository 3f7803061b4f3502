using Bunit;
using Registry.App.Crates;
using Registry.App.Home;
using Registry.App.Tests.Changes;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Home;

public sealed class HomePageTests : PageTest
{
    [Fact]
    public void The_configuration_names_this_host()
    {
        var configuration = Render<HomePage>().Find("#use pre").TextContent;
        Assert.Equal(
            """
            [registries.registry]
            index = "sparse+https://crates.example.org/index/"
            """,
            configuration);
    }

    [Fact]
    public void Every_command_can_be_copied_as_it_stands()
    {
        var page = Render<HomePage>();
        Assert.Equal(4, page.FindAll(".copyable").Count);
        Assert.All(page.FindAll(".copyable"), command =>
            Assert.Equal(command.QuerySelector("code")!.TextContent, command.QuerySelector("button")!.GetAttribute("data-copy")));
    }

    [Fact]
    public void Without_crates_it_says_how_the_first_one_comes()
    {
        var page = Render<HomePage>();
        Assert.Contains("cargo publish", page.Find("[aria-labelledby=fresh-title]").TextContent);
        Assert.Empty(page.FindAll("[aria-labelledby=used-title]"));
    }

    [Fact]
    public void What_was_published_shows_how_it_stands_and_what_is_used_how_often()
    {
        Home.Contents = new(
            [
                new("tide-tables", "0.4.2", "Tides", Sample.Requested, Standing.Usable),
                new("moor-line", "1.0.0", null, Sample.Requested, new Standing(Tone.Retrying, "Retrying")),
            ],
            [new("tide-tables", "Tides", 1204)]);
        var page = Render<HomePage>();
        Assert.Equal(["Usable", "Retrying"], page.FindAll(".fresh .chip").Select(chip => chip.TextContent.Trim()));
        Assert.Equal("crates/moor-line/1.0.0", page.FindAll(".fresh .number")[1].GetAttribute("href"));
        Assert.Contains("1,204 downloads", page.Find("[aria-labelledby=used-title]").TextContent);
    }
}
