using Bunit;
using Registry.App.Admin.Monitor;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Monitor;

public sealed class CheckCardViewTests : PageTest
{
    [Theory]
    [InlineData(CheckState.NotMade, "Not made yet", "waiting", "not made")]
    [InlineData(CheckState.Healthy, "All well", "live", "all well")]
    [InlineData(CheckState.Unknown, "Could not tell", "retrying", "could not tell")]
    [InlineData(CheckState.Unhealthy, "Found something", "stopped", "something found")]
    public void It_says_what_is_still_right_and_how_it_stands_now_and_in_the_last_day(CheckState state, string word, string tone, string hours)
    {
        var card = Card(new CheckCard("old_jobs", "A job is done within 15 min.", state) { Hours = [state, state] }, "Next in 3 min");
        var chip = card.Find(".chip");
        Assert.Equal((word, true), (chip.TextContent, chip.ClassList.Contains($"tone-{tone}")));
        Assert.Equal("A job is done within 15 min.", card.Find("h3").TextContent);
        Assert.Equal($"The last 24 hours: 2 × {hours}", card.Find("[role=img]").GetAttribute("aria-label"));
        Assert.Equal("Next in 3 min", card.Find(".when").TextContent);
        Assert.Empty(card.FindAll(".found, .error-line, .gauge"));
    }

    [Fact]
    public void It_says_what_it_found_why_it_could_not_tell_and_how_near_the_limit_is()
    {
        var card = Card(new CheckCard("old_jobs", "A job is done within 15 min.", CheckState.Unhealthy)
        {
            Findings = ["3 jobs in the queue git are unfinished.", "1 job in the queue sparse is unfinished."],
            Error = "The rest was not looked at within 30 s.",
            Gauge = new Gauge(1.2, "18 min", "15 min"),
        });
        Assert.Equal(["3 jobs in the queue git are unfinished.", "1 job in the queue sparse is unfinished."], card.FindAll(".found").Select(found => found.TextContent));
        Assert.Equal("The rest was not looked at within 30 s.", card.Find(".error-line").TextContent);
        Assert.Equal(("18 min of 15 min", "now 18 min, limit 15 min"), (card.Find("[role=progressbar]").GetAttribute("aria-label"), ChangePageTest.Text(card.Find(".gauge p"))));
        Assert.Empty(card.FindAll(".when"));
    }

    [Theory]
    [InlineData(0.9, "All well")]
    [InlineData(1.2, "Past its limit")]
    public void What_went_past_its_limit_since_the_check_was_made_is_not_called_well(double share, string word) =>
        Assert.Equal(word, Card(new CheckCard("old_jobs", "A job is done within 15 min.", CheckState.Healthy) { Gauge = new Gauge(share, "now", "limit") }).Find(".chip").TextContent);

    private IRenderedComponent<CheckCardView> Card(CheckCard card, string? when = null) =>
        Render<CheckCardView>(shown => shown.Add(one => one.Card, card).Add(one => one.When, when));
}
