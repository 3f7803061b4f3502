using Bunit;
using Registry.App.Changes;
using Registry.App.MyCrates;
using Registry.App.Tests.Changes;
using Registry.App.Ui;
using Registry.Data.Changes;
using Xunit;

namespace Registry.App.Tests.MyCrates;

public sealed class MyChangesTests : PageTest
{
    [Fact]
    public void What_was_asked_for_within_minutes_belongs_together_and_trouble_comes_first()
    {
        var bursts = MyBurst.Of([Change("d", 600), Change("c", 120), Change("b", 60) with { Done = false, Headline = Trouble }, Change("a", 0)]);

        Assert.Equal(["b", "c", "a"], bursts[0].Changes.Select(change => change.Crate));
        Assert.Equal(["d"], bursts[1].Changes.Select(change => change.Crate));
        Assert.True(bursts[0].InTrouble);
    }

    [Fact]
    public void Each_change_says_how_it_stands()
    {
        var bursts = MyBurst.Of([Change("b", 60) with { Done = false, Headline = Trouble }, Change("a", 0), Change("c", 30) with { Superseded = true }]);
        var list = Render<MyBurstList>(view => view.Add(shown => shown.Bursts, bursts).Add(shown => shown.Now, Sample.Requested));
        Assert.Equal(["Retrying", "Superseded", "Done"], list.FindAll(".chip").Select(chip => chip.TextContent.Trim()));
        Assert.StartsWith("3 changes together", list.Find("h3").TextContent);
    }

    [Fact]
    public void A_change_that_only_the_operators_can_let_go_on_says_so()
    {
        var bursts = MyBurst.Of([Change("a", 0) with { Done = false, Hold = Hold.Paused("the host moves.") }]);
        var list = Render<MyBurstList>(view => view.Add(shown => shown.Bursts, bursts).Add(shown => shown.Now, Sample.Requested));
        Assert.Equal("The operators have paused this step (the host moves); it goes on when they resume it.", list.Find(".hold").TextContent);
    }

    [Fact]
    public void Without_any_it_says_what_will_be_here() =>
        Assert.Contains("publish", Render<MyBurstList>(view => view.Add(shown => shown.Bursts, []).Add(shown => shown.Now, Sample.Requested)).Markup);

    [Fact]
    public void A_line_goes_along_with_its_change()
    {
        Feed.Now = Sample.Waiting();
        var line = Render<ChangeLine>(view => view.Add(shown => shown.Id, Sample.Id));
        Assert.Equal("Waiting", line.Find(".chip").TextContent.Trim());

        Feed.Tell(Sample.Retrying());
        line.WaitForAssertion(() => Assert.Equal("Retrying", line.Find(".chip").TextContent.Trim()));
        Feed.Tell(Sample.AllDone());
        line.WaitForAssertion(() => Assert.Equal(5, line.FindAll("ol li.done").Count));
    }

    [Fact]
    public void Who_leaves_stops_watching()
    {
        Feed.Now = Sample.Waiting();
        var line = Render<ChangeLine>(view => view.Add(shown => shown.Id, Sample.Id));
        line.WaitForAssertion(() => Assert.Equal(1, Feed.Watchers));
        line.Instance.Dispose();

        // Nothing is rendered any more that would have the assertion tried again.
        Assert.True(SpinWait.SpinUntil(() => Feed.Watchers == 0, TimeSpan.FromSeconds(10)));
    }

    private static Headline Trouble { get; } = new(Tone.Retrying, "Retrying", "It is tried again.");

    private static MyChange Change(string crate, int second) => new()
    {
        Id = crate,
        Kind = ChangeKind.Publish,
        Crate = crate,
        Version = "1.0.0",
        RequestedAt = Sample.Requested.AddSeconds(second),
        Done = true,
    };
}
