using Bunit;
using Registry.App.Admin.Index;
using Registry.App.Changes;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Index;

public sealed class UpkeepCardTests : PageTest
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    private UpkeepTask? _asked;

    [Theory]
    [InlineData(null, null, "Never done")]
    [InlineData("Running", null, "Running")]
    [InlineData("Waiting", null, "Waiting")]
    [InlineData(null, "healthy", "No difference")]
    [InlineData(null, "unhealthy", "Differences")]
    [InlineData(null, "failed", "Failed")]
    [InlineData(null, "", "Did not end")]
    public void Each_state_has_its_word(string? job, string? outcome, string word)
    {
        var state = new UpkeepState(UpkeepTask.Verify)
        {
            Job = job is null ? null : new UpkeepJob(7, job, null),
            Run = outcome is null ? null : new UpkeepRun(Now, outcome.Length == 0 ? null : Now, "harbour-1", outcome.Length == 0 ? null : outcome, null),
        };
        Assert.Equal(word, Card(state).Find(".chip").TextContent.Trim());
    }

    [Theory]
    [InlineData(true, "Paused", "The queue packing is paused by grace: the disk is full Queues")]
    [InlineData(false, "No worker", "The queue packing has no worker: nothing in it is begun. Queues")]
    public void A_job_whose_queue_stands_still_says_why(bool paused, string word, string note)
    {
        var hold = paused ? new QueueHold("packing", "grace", Now, "the disk is full") : new QueueHold("packing");
        var card = Card(new UpkeepState(UpkeepTask.Verify) { Job = new UpkeepJob(7, "Waiting", null, hold) });
        Assert.Equal((word, note), (card.Find(".chip").TextContent.Trim(), ChangePageTest.Text(card.Find("[data-queue-hold]"))));
    }

    [Fact]
    public void While_it_runs_it_says_how_far_it_is()
    {
        var run = new UpkeepRun(Now.AddMinutes(-1), null, "harbour-1", null, null);
        var job = new UpkeepJob(7, "Running", null);
        var counted = Card(new UpkeepState(UpkeepTask.Verify) { Job = job, Run = run with { Progress = new("Comparing crates", 200, 1_284) } });
        Assert.Equal(("1284", "200"), (counted.Find("progress").GetAttribute("max"), counted.Find("progress").GetAttribute("value")));
        Assert.Contains("Now: Comparing crates.", ChangePageTest.Text(counted.Find(".head").ParentElement!), StringComparison.Ordinal);
        var phase = Card(new UpkeepState(UpkeepTask.Gc) { Run = run with { Progress = new("Packing everything") } });
        Assert.Contains("It got as far as this: Packing everything.", phase.Markup, StringComparison.Ordinal);
        Assert.Empty(phase.FindAll("progress"));
    }

    [Fact]
    public void What_differs_is_listed_with_who_asked()
    {
        var card = Card(new UpkeepState(UpkeepTask.Verify)
        {
            Run = new UpkeepRun(Now.AddMinutes(-1), Now, "harbour-1", "unhealthy", null)
            {
                RequestedBy = "grace",
                Sentence = "Compared 2 crates: 1 difference.",
                Differences = ["the sparse index shows something else of tide"],
            },
        });
        Assert.Contains("for grace, took 1 min", card.Markup);
        Assert.Equal("the sparse index shows something else of tide", card.Find("li").TextContent);
    }

    [Fact]
    public void Squashing_asks_first_and_says_what_it_does()
    {
        var card = Card(new UpkeepState(UpkeepTask.Squash));
        card.Find("button").Click();
        Assert.Null(_asked);
        Assert.Contains("the old history is kept on a branch", card.Find(".ask").TextContent);
        card.Find(".ask .danger").Click();
        Assert.Equal(UpkeepTask.Squash, _asked);
    }

    [Fact]
    public void Verifying_does_not_ask()
    {
        Card(new UpkeepState(UpkeepTask.Verify)).Find("button").Click();
        Assert.Equal(UpkeepTask.Verify, _asked);
    }

    private IRenderedComponent<UpkeepCard> Card(UpkeepState state) => Render<UpkeepCard>(card =>
        card.Add(shown => shown.State, state).Add(shown => shown.Now, Now).Add(shown => shown.OnAsk, task => _asked = task));
}
