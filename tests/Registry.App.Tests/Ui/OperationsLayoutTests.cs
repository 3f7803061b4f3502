using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.SignIn;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class OperationsLayoutTests : FormTest
{
    private static readonly string[] All = ["Overview", "Jobs", "Failures", "Queues", "Monitor", "Index", "Crates"];

    [Theory]
    [InlineData("Users, Audit, Settings", Policies.See, Policies.Act, Policies.Administer)]
    [InlineData("", Policies.See, Policies.Act)]
    [InlineData("", Policies.See)]
    public void The_way_to_what_admins_alone_see_is_shown_to_admins_alone(string more, params string[] policies)
    {
        Authorization.SetAuthorized("grace");
        Authorization.SetPolicies(policies);
        Assert.Equal([.. All, .. more.Split(", ", StringSplitOptions.RemoveEmptyEntries)], Layout().FindAll("nav a").Select(link => link.TextContent));
    }

    [Theory]
    [InlineData("admin", "Overview")]
    [InlineData("admin/jobs?q=state%3Aretrying", "Jobs")]
    [InlineData("admin/jobs/7", "Jobs")]
    [InlineData("admin/index", "Index")]
    public void Where_the_reader_is_is_marked(string address, string marked)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        Assert.Equal([marked], Layout().FindAll("nav a[aria-current=page]").Select(link => link.TextContent));
    }

    [Fact]
    public void The_page_is_its_main_part_and_who_reads_it_can_sign_out()
    {
        Authorization.SetAuthorized("grace");
        Authorization.SetPolicies(Policies.See);
        var layout = Layout();
        Assert.Equal("the page", layout.Find("main").TextContent);
        Assert.Equal("grace", layout.Find("summary").TextContent);
        Assert.Equal("Sign out", layout.Find("form[method=post] button").TextContent);
    }

    private IRenderedComponent<OperationsLayout> Layout() => Render<OperationsLayout>(layout => layout.Add(shown => shown.Body, "the page"));
}
