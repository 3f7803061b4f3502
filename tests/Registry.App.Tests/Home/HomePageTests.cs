using Bunit;
using Registry.App.Home;
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
}
