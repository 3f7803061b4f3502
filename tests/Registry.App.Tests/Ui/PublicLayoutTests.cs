using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

/// <summary>What stands around the pages for everybody.</summary>
public sealed class PublicLayoutTests : FormTest
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("#use", 0)]
    [InlineData("search?q=tide", 0)]
    [InlineData("crates/tide-tables", 1)]
    [InlineData("searching", 1)]
    public void There_is_a_search_field_on_every_page_that_has_none_of_its_own(string address, int fields)
    {
        var page = Open(address);
        Assert.Equal(fields, page.FindAll("header [role=search]").Count);
        Assert.Equal("The page.", page.Find("main").TextContent);
    }

    [Fact]
    public void Links_around_a_page_work_while_its_circuit_is_away() =>
        Assert.All(Open("changes/pub_1").FindAll("a"), link => Assert.Equal("_top", link.GetAttribute("target")));

    private IRenderedComponent<PublicLayout> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<PublicLayout>(layout => layout.Add(shown => shown.Body, "The page."));
    }
}
