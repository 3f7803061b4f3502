using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.SignIn;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

/// <summary>What stands around every page.</summary>
public sealed class LayoutTests() : PageTest(services => services.AddSingleton<AntiforgeryStateProvider, NoAntiforgery>())
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("#use", 0)]
    [InlineData("search?q=tide", 0)]
    [InlineData("crates/tide-tables", 1)]
    [InlineData("searching", 1)]
    public void There_is_a_search_field_on_every_page_that_has_none_of_its_own(string address, int fields)
    {
        var page = Open<PublicLayout>(address);
        Assert.Equal(fields, page.FindAll("header [role=search]").Count);
        Assert.Equal("The page.", page.Find("main").TextContent);
    }

    [Fact]
    public void Links_around_a_page_work_while_its_circuit_is_away() =>
        Assert.All(Open<PublicLayout>("changes/pub_1").FindAll("a"), link => Assert.Equal("_top", link.GetAttribute("target")));

    [Theory]
    [InlineData(Policies.See, "Overview", "Jobs", "Failures", "Queues", "Monitor", "Index", "Crates")]
    [InlineData(Policies.Administer, "Overview", "Jobs", "Failures", "Queues", "Monitor", "Index", "Crates", "Users", "Audit", "Settings")]
    public void Only_admins_are_led_to_people_and_settings(string policy, params string[] pages)
    {
        Authorization.SetAuthorized("ada");
        Authorization.SetPolicies(policy);
        Assert.Equal(pages, Open<OperationsLayout>("admin").FindAll("nav a").Select(link => link.TextContent));
    }

    [Theory]
    [InlineData("admin", "Overview")]
    [InlineData("admin/jobs?state=failed", "Jobs")]
    [InlineData("admin/jobs/4127", "Jobs")]
    [InlineData("admin/queues", "Queues")]
    public void One_of_the_operators_pages_is_where_they_are(string address, string page) =>
        Assert.Equal(page, Assert.Single(Open<OperationsLayout>(address).FindAll("nav a[aria-current=page]")).TextContent);

    private IRenderedComponent<TLayout> Open<TLayout>(string address)
        where TLayout : LayoutComponentBase
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<TLayout>(layout => layout.Add(shown => shown.Body, body => body.AddContent(0, "The page.")));
    }
}
