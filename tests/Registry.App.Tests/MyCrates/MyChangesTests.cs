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
    public void What_was_asked_for_within_two_minutes_belongs_together_and_trouble_comes_first()
    {
        var bursts = MyBurst.Of([Change("d", 600), Change("c", 120), Change("b", 60) with { Done = false, Headline = Trouble }, Change("a", 0)]);

        Assert.Equal(["b c a", "d"], Crates(bursts));
        Assert.True(bursts[0].InTrouble);
    }

    [Fact]
    public void Who_publishes_every_two_minutes_has_no_endless_group() =>
        Assert.Equal(["d", "c b", "a"], Crates(MyBurst.Of([Change("a", 0), Change("b", 120), Change("c", 239), Change("d", 359)])));

    [Fact]
    public void What_another_token_or_a_browser_asked_for_is_apart_even_in_between()
    {
        var bursts = MyBurst.Of(
            [Change("a", 0, token: 1), Change("b", 20, token: 2), Change("c", 40, token: 1), Change("d", 60, token: null), Change("e", 80, token: 2)]);
        Assert.Equal(["e b", "d", "c a"], Crates(bursts));
    }

    [Fact]
    public void A_yank_stands_alone_unless_others_came_with_the_same_token()
    {
        var bursts = MyBurst.Of(
            [
                Change("a", 0), Change("b", 20) with { Kind = ChangeKind.Yank }, Change("c", 40), Change("d", 60) with { Kind = ChangeKind.Yank },
                Change("e", 80, token: 2) with { Kind = ChangeKind.Yank },
            ]);
        Assert.Equal(["e", "d b", "c a"], Crates(bursts));
    }

    [Theory]
    [InlineData(ChangeKind.Publish, "ci", "2 publishes together, with the token ci, 10:42:37 UTC")]
    [InlineData(ChangeKind.Yank, null, "2 yanks together, 10:42:37 UTC")]
    [InlineData(ChangeKind.Delete, null, "2 deletes together, 10:42:37 UTC")]
    public void A_group_says_what_it_is_made_of(ChangeKind kind, string? token, string words)
    {
        var bursts = MyBurst.Of([Change("a", 0) with { Kind = kind, TokenName = token }, Change("b", 30) with { Kind = kind, TokenName = token }]);
        Assert.Equal(words, ChangePageTest.Text(List(bursts).Find("h3")));
    }

    [Fact]
    public void Where_only_what_fails_is_shown_nothing_is_good_news() =>
        Assert.Contains("Nothing of yours fails", List([], failedOnly: true).Markup, StringComparison.Ordinal);

    [Fact]
    public void Each_change_says_how_it_stands()
    {
        var bursts = MyBurst.Of([Change("b", 60) with { Done = false, Headline = Trouble }, Change("a", 0), Change("c", 30) with { Superseded = true }]);
        var list = List(bursts);
        Assert.Equal(["Retrying", "Superseded", "Done"], list.FindAll(".chip").Select(chip => chip.TextContent.Trim()));
        Assert.StartsWith("3 publishes together", list.Find("h3").TextContent);
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
        Assert.Contains("publish", List([]).Markup, StringComparison.Ordinal);

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

    [Fact]
    public void Each_other_word_of_a_line_is_made_known_once()
    {
        Feed.Now = Sample.Waiting();
        var told = 0;
        var line = Render<ChangeLine>(view => view.Add(shown => shown.Id, Sample.Id).Add(shown => shown.Moved, () => told++));
        Feed.Tell(Sample.Waiting(position: 2));
        Feed.Tell(Sample.Retrying());
        Feed.Tell(Sample.Retrying(attempts: 3));
        Feed.Tell(Sample.AllDone());
        line.WaitForAssertion(() => Assert.Equal(5, line.FindAll("ol li.done").Count));
        Assert.Equal(2, told);
    }

    private static IEnumerable<string> Crates(IReadOnlyList<MyBurst> bursts) =>
        bursts.Select(burst => string.Join(' ', burst.Changes.Select(change => change.Crate)));

    private IRenderedComponent<MyBurstList> List(IReadOnlyList<MyBurst> bursts, bool failedOnly = false) => Render<MyBurstList>(
        view => view.Add(shown => shown.Bursts, bursts).Add(shown => shown.FailedOnly, failedOnly).Add(shown => shown.Now, Sample.Requested));

    private static MyChange Change(string crate, double second, long? token = 1) => new()
    {
        Id = crate,
        Kind = ChangeKind.Publish,
        Crate = crate,
        Version = "1.0.0",
        RequestedAt = Sample.Requested.AddSeconds(second),
        TokenId = token,
        Done = true,
    };
}
