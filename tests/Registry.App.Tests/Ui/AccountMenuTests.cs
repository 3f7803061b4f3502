using Bunit;
using Registry.App.SignIn;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class AccountMenuTests : FormTest
{
    [Fact]
    public void A_stranger_is_offered_to_sign_in_and_nothing_else()
    {
        var menu = Render<AccountMenu>();
        Assert.Equal(("Sign in", "sign-in"), (Assert.Single(menu.FindAll("a")).TextContent, menu.Find("a").GetAttribute("href")));
        Assert.Empty(menu.FindAll("details, form"));
    }

    [Theory]
    [InlineData(false, "Your crates", "Tokens", "Settings")]
    [InlineData(true, "Your crates", "Tokens", "Settings", "Operations")]
    public void Who_is_signed_in_gets_to_what_is_theirs_and_out_again(bool sees, params string[] links)
    {
        Authorization.SetAuthorized("ada");
        if (sees)
            Authorization.SetPolicies(Policies.See);
        var menu = Render<AccountMenu>();
        Assert.Equal("ada", menu.Find("summary").TextContent);
        Assert.Equal(links, menu.FindAll("a").Select(link => link.TextContent));
        var form = menu.Find("form");
        Assert.Equal(("post", "sign-out"), (form.GetAttribute("method"), form.GetAttribute("action")));
        Assert.Equal("Sign out", form.QuerySelector("button[type=submit]")!.TextContent);
    }
}
