using Bunit;
using Registry.App.Admin.Users;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Admin.Users;

public sealed class RoleSectionTests : UserSectionTest
{
    [Theory]
    [InlineData(Role.Author, "Author: publishes crates")]
    [InlineData(Role.Viewer, "Viewer: sees operations")]
    [InlineData(Role.Operator, "Operator: acts on jobs and queues")]
    [InlineData(Role.Admin, "Admin: does everything")]
    public void It_says_what_the_user_may_do(Role role, string words)
    {
        var section = Section<RoleSection>(UserSample.With(UserSample.Ada with { Role = role }));
        Assert.Equal(words, section.Find("option[selected]").TextContent);
        Assert.Equal(4, section.FindAll("option").Count);
        Assert.False(section.Find("button").HasAttribute("disabled"));
        Assert.Empty(section.FindAll("#role-why"));
    }

    [Theory]
    [InlineData(true, true, true, "This is the only admin who can sign in. Make somebody else an admin before this role can change.")]
    [InlineData(false, true, true, "At each sign-in by the provider its groups decide the role anew.")]
    [InlineData(false, true, false, null)]
    [InlineData(false, false, true, null)]
    public void Where_it_cannot_be_given_or_would_not_last_it_is_said_why(bool lastAdmin, bool groups, bool linked, string? why)
    {
        SignIn.OpenIdConnect.AdminGroup = groups ? "registry-admins" : null;
        var section = Section<RoleSection>(UserSample.Reading with { IsLastAdmin = lastAdmin, IsLinked = linked });
        Assert.Equal(why, section.FindAll("#role-why").SingleOrDefault()?.TextContent);
        Assert.All(section.FindAll("select, button"), field => Assert.Equal(
            (lastAdmin, why is null ? null : "role-why"), (field.HasAttribute("disabled"), field.GetAttribute("aria-describedby"))));
    }

    [Theory]
    [InlineData("king")]
    [InlineData("3")]
    [InlineData("")]
    public void A_role_that_is_not_there_is_not_given(string role)
    {
        Fill("role", ("Role", role));
        var section = Section<RoleSection>(UserSample.Reading);
        section.Find("form").Submit();
        Assert.Equal("Choose a role.", Fault(section));
    }
}
