using Bunit;
using Registry.App.Admin.Index;
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
