using Bunit;
using Registry.App.Admin.Users;
using Registry.App.Tests.Changes;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Admin.Users;

public sealed class AccessSectionTests : UserSectionTest
{
    private static readonly UserLine Disabled = UserSample.Ada with { DisabledAt = Sample.Requested.AddHours(-1) };

    [Fact]
    public void An_account_in_use_can_be_disabled_and_nothing_else_needs_to_be_done_to_it()
    {
        var section = Section<AccessSection>(UserSample.Reading);
        Assert.Equal(["disable", "link"], section.FindAll("button").Select(button => button.GetAttribute("value")));
        Assert.Equal("Disable ada", Button(section, "disable").TextContent);
        Assert.False(Button(section, "disable").Closest("details")!.HasAttribute("open"));
    }

    [Fact]
    public void A_disabled_account_says_since_when_and_can_be_enabled_alone()
    {
        var section = Section<AccessSection>(UserSample.With(Disabled));
        Assert.Contains("Disabled since 09:42:07 UTC: neither password nor tokens are accepted.", ChangePageTest.Text(section.Find("section")), StringComparison.Ordinal);
        Assert.Equal("Enable the account", Button(section, "enable").TextContent);
        Assert.Empty(section.FindAll("button[value=disable]"));
    }

    [Fact]
    public void The_only_admin_is_not_disabled_and_it_is_said_why()
    {
        var section = Section<AccessSection>(UserSample.Reading with { IsLastAdmin = true });
        Assert.Contains("The only admin cannot be disabled.", section.Markup, StringComparison.Ordinal);
        Assert.Empty(section.FindAll("button[value=disable]"));
    }

    [Fact]
    public void Whoever_has_to_wait_can_be_let_in()
    {
        var section = Section<AccessSection>(UserSample.With(UserSample.Ada with { LockedUntil = Sample.Requested.AddMinutes(9) }));
        Assert.Contains("Has to wait until 10:51:07 UTC, after too many wrong passwords.", ChangePageTest.Text(section.Find("section")), StringComparison.Ordinal);
        Assert.Equal("Unlock", Button(section, "unlock").TextContent);
    }

    [Theory]
    [InlineData(true, "ada@example.org", false, "Send a link for a password", true, "A link to choose a password goes to ada@example.org, and is good for three days.")]
    [InlineData(true, null, false, "Make a link for a password", true, "There is no mail address; a link to choose a password is shown here, once.")]
    [InlineData(true, "ada@example.org", true, "Send a link for a password", false, "Enable the account before you send a link for a password.")]
    [InlineData(false, null, false, "Make a link for a password", false, "Passwords are not used in this registry; the provider is asked instead.")]
    public void A_link_for_a_password_goes_where_it_can_and_otherwise_it_is_said_why_not(
        bool passwords, string? email, bool disabled, string word, bool possible, string why)
    {
        SignIn.Passwords = passwords;
        var section = Section<AccessSection>(UserSample.With((disabled ? Disabled : UserSample.Ada) with { Email = email }));
        var button = Button(section, "link");
        Assert.Equal((word, possible), (button.TextContent, !button.HasAttribute("disabled")));
        Assert.Equal(why, section.Find($"#{button.GetAttribute("aria-describedby")}").TextContent);
    }

    [Fact]
    public void Browsers_in_which_it_is_signed_in_are_named_and_can_be_signed_out()
    {
        Assert.Contains("Signed in nowhere.", Section<AccessSection>(UserSample.Reading).Markup, StringComparison.Ordinal);
        var section = Section<AccessSection>(UserSample.Reading with
        {
            Sessions = [Session("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "192.0.2.7"), Session(null, null)],
        });
        Assert.Contains("Signed in with 2 browsers:", section.Markup, StringComparison.Ordinal);
        Assert.Equal(
            ["Firefox on Linux from 192.0.2.7, last used 10:41:07 UTC", "A browser, last used 10:41:07 UTC"], section.FindAll("li").Select(ChangePageTest.Text));
        Assert.Equal("End all sessions of ada", Button(section, "sessions").TextContent);
    }

    [Fact]
    public void Nobody_acts_with_a_token_nor_by_what_no_button_has()
    {
        Fill("access", ("Do", "tango"));
        var section = Section<AccessSection>(UserSample.Reading);
        section.Find("form").Submit();
        Assert.Null(Fault(section));

        Http.User = new();
        Fill("access", ("Do", "disable"));
        section = Section<AccessSection>(UserSample.Reading);
        section.Find("form").Submit();
        Assert.Equal("Accounts are managed by people; sign in with a browser.", Fault(section));
    }

    private static Session Session(string? browser, string? address) => new()
    {
        Hash = [],
        Ticket = [],
        UserAgent = browser,
        Address = address,
        CreatedAt = Sample.Requested.AddDays(-1),
        LastUsedAt = Sample.Requested.AddMinutes(-1),
        ExpiresAt = Sample.Requested.AddDays(13),
    };
}
