using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.SignIn;
using Registry.App.Tests.Changes;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

/// <summary>Rights may go while a page is open: the circuit asks for them again, and the page makes way.</summary>
public sealed class NotForYouTests : FormTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_may_not_see_a_page_is_told_so_in_its_place(bool signedIn)
    {
        if (signedIn)
            Authorization.SetAuthorized("ada");
        var page = Open("admin/jobs");
        Assert.Equal("This page is not for your account", page.Find("main h1").TextContent);
        Assert.Equal(["", "sign-in?return=%2Fadmin%2Fjobs"], page.FindAll("main a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void What_is_for_everybody_is_shown_to_everybody()
    {
        Feed.Now = Sample.AllDone();
        Authorization.SetPolicies(Policies.Read);
        Assert.Equal("tide-tables 0.4.2", Open($"changes/{Sample.Id}").Find("main h1").TextContent);
    }

    private IRenderedComponent<Routes> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<Routes>();
    }
}
