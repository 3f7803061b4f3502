using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Settings;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Settings;

public sealed class SettingsPageTests() : PageTest(services => services.AddSingleton(new SettingsReader(
    new ConfigurationBuilder().AddCommandLine(
    [
        "--urls=http://127.0.0.1:1", "--Publish:MaxKeywords=3", "--Mail:Smtp:Password=do-not-tell-this", "--Jobs:Queues:git:Workers=2",
        "--ConnectionStrings:Registry=Host=db;Password=do-not-tell-this",
    ]).Build())))
{
    [Theory]
    [InlineData("Host", "urls", "http://127.0.0.1:1", "command line")]
    [InlineData("ConnectionStrings", "ConnectionStrings:Registry", "Host=db", "command line")]
    [InlineData("Publish", "Publish:MaxKeywords", "3", "command line")]
    [InlineData("Publish", "Publish:MaxFeatures", "300", "default")]
    [InlineData("Jobs", "Jobs:Queues:git:Workers", "2", "command line")]
    [InlineData("Mail", "Mail:Smtp:Host", "none", "default")]
    [InlineData("Mail", "Mail:Smtp:Password", "set, and not shown", "command line")]
    public void A_setting_stands_in_its_section_with_what_is_in_force_where_that_comes_from_and_what_it_is(string section, string key, string value, string source)
    {
        var page = Render<SettingsPage>();
        var row = page.FindAll("tbody tr").Single(row => row.QuerySelector("th")!.TextContent == key);
        Assert.Equal([value, source], row.QuerySelectorAll("td").Take(2).Select(cell => cell.TextContent));
        Assert.NotEmpty(row.QuerySelector(".means")!.TextContent);
        Assert.Equal(section, page.Find($"#{row.Closest("[role=region]")!.GetAttribute("aria-labelledby")}").TextContent);
        Assert.DoesNotContain("do-not-tell-this", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_somebody_has_set_stands_out() => Assert.Equal(
        ["urls", "ConnectionStrings:Registry", "Publish:MaxKeywords", "Mail:Smtp:Password", "Jobs:Queues:git:Workers"],
        Render<SettingsPage>().FindAll("tr.given th").Select(ChangePageTest.Text));
}
