using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

/// <summary>What can be pressed without a circuit: scripts or the browser itself see to it.</summary>
public sealed class ButtonTests : PageTest
{
    [Fact]
    public void What_cannot_be_undone_is_asked_about_before_it_is_sent()
    {
        var button = Render<ConfirmedButton>(view => view.Add(shown => shown.Word, "Revoke").Add(shown => shown.Question, "Revoke laptop")
            .Add(shown => shown.Name, "Revoke").Add(shown => shown.Value, "17"));
        Assert.False(button.Find("details").HasAttribute("open"));
        Assert.Equal(("Revoke", "Revoke laptop"), (button.Find("summary").TextContent, button.Find("summary").GetAttribute("aria-label")));
        var sends = button.Find("details > button[type=submit]");
        Assert.Equal(("Revoke laptop", "Revoke", "17"), (sends.TextContent, sends.GetAttribute("name"), sends.GetAttribute("value")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_copied_is_named_and_what_is_not_true_yet_cannot_be_copied(bool disabled)
    {
        var button = Render<CopyButton>(view =>
            view.Add(shown => shown.Text, "reg_<1>\n2").Add(shown => shown.What, "the token").Add(shown => shown.Disabled, disabled)).Find("button");
        Assert.Equal(("Copy the token", "reg_<1>\n2"), (button.GetAttribute("aria-label"), button.GetAttribute("data-copy")));
        Assert.Equal(disabled, button.HasAttribute("disabled"));
    }

    [Fact]
    public void A_lost_connection_is_told_without_taking_the_page_away()
    {
        var bar = Render<ConnectionBar>();
        var lost = bar.Find("#components-reconnect-modal[role=alert]");
        Assert.Equal("The connection is lost. What you see was true at ; it comes back by itself.", lost.QuerySelector("span")!.TextContent);
        Assert.NotNull(lost.QuerySelector("span time[data-local]"));
        Assert.Equal("Reload", lost.QuerySelector("button[data-reload]")!.TextContent);
        var stopped = bar.Find("#blazor-error-ui[role=alert]");
        Assert.Equal("This page has stopped keeping itself up to date.", stopped.QuerySelector("span")!.TextContent);
        Assert.Equal("Reload", stopped.QuerySelector("a.reload[href='']")!.TextContent);
        Assert.Empty(bar.FindAll("dialog, [role=dialog]"));
    }

    [Fact]
    public void A_feed_is_announced_beside_the_icon()
    {
        var head = Render<HeadOutlet>();
        Render<FeedLink>(view => view.Add(shown => shown.Title, "All crates").Add(shown => shown.Path, "feeds/crates.atom"));
        head.WaitForAssertion(() =>
        {
            var feed = head.Find("link[rel=alternate][type='application/atom+xml']");
            Assert.Equal(("All crates", "feeds/crates.atom"), (feed.GetAttribute("title"), feed.GetAttribute("href")));
            Assert.Single(head.FindAll("link[rel=icon]"));
        });
    }
}
