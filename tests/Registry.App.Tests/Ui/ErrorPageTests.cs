using System.Diagnostics;
using Bunit;
using Microsoft.AspNetCore.Http;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class ErrorPageTests : PageTest
{
    [Theory]
    [InlineData(500, "Something went wrong here", "It is not your doing.")]
    [InlineData(503, "Something went wrong here", "It is not your doing.")]
    [InlineData(403, "That did not work", "Your account may not do this. Ask the operators of this registry if you need it.")]
    [InlineData(400, "That did not work", "The registry answered with status 400.")]
    public void It_says_whose_doing_it_is_and_what_can_be_done(int code, string title, string words)
    {
        var head = Render<Microsoft.AspNetCore.Components.Web.HeadOutlet>();
        var page = Open(code);
        Assert.Equal(title, page.Find("h1").TextContent);
        Assert.StartsWith(words, page.Find("p").TextContent);
        Assert.Equal("", page.Find("a").GetAttribute("href"));
        head.WaitForAssertion(() => Assert.Equal(title, head.Find("title").TextContent));
    }

    [Fact]
    public void Only_what_the_operators_can_look_up_has_a_number()
    {
        Assert.Equal("0HN7", Open(500).Find("code").TextContent);
        Assert.Empty(Open(403).FindAll("code"));
        using var activity = new Activity("request").Start();
        Assert.Equal(activity.TraceId.ToString(), Open(500).Find("code").TextContent);
    }

    private IRenderedComponent<ErrorPage> Open(int code) => Render<ErrorPage>(page => page
        .Add(shown => shown.Code, code).AddCascadingValue<HttpContext>(new DefaultHttpContext { TraceIdentifier = "0HN7" }));
}
