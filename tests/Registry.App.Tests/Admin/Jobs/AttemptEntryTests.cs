using Bunit;
using Registry.App.Admin.Jobs;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

public sealed class AttemptEntryTests : PageTest
{
    [Theory]
    [InlineData(AttemptOutcome.Done, "Done", "live")]
    [InlineData(AttemptOutcome.Failed, "Failed", "retrying")]
    [InlineData(AttemptOutcome.Lost, "Lost its worker", "retrying")]
    [InlineData(AttemptOutcome.Postponed, "Asked for another time", "waiting")]
    [InlineData(AttemptOutcome.Stopped, "Stopped", "stopped")]
    public void It_says_how_it_ended_when_it_began_how_long_it_took_and_where(AttemptOutcome outcome, string word, string tone)
    {
        var entry = Entry(JobSample.Attempt(outcome, 3, FakeOperations.Now));
        Assert.Equal($"{word} attempt 3, 10:42:07 UTC, after 2 s, on harbour-1/git", ChangePageTest.Text(entry.Find("p")));
        Assert.True(entry.Find(".attempt").ClassList.Contains($"tone-{tone}"));
        Assert.Equal(outcome == AttemptOutcome.Done ? 0 : 1, entry.FindAll("code.error").Count);
    }

    [Fact]
    public void Its_error_can_be_copied_as_a_whole_and_where_it_happened_is_folded_away()
    {
        var error = $"push rejected{Environment.NewLine}remote: the hook said no";
        var entry = Entry(JobSample.Attempt(AttemptOutcome.Failed, 3, FakeOperations.Now) with { Error = error, Stack = "at Push()", Worker = "" });
        Assert.EndsWith("after 2 s", ChangePageTest.Text(entry.Find("p")), StringComparison.Ordinal);
        Assert.StartsWith("push rejected …", ChangePageTest.Text(entry.Find("details.error summary")), StringComparison.Ordinal);
        var copy = entry.Find("button[aria-label='Copy the error of attempt 3']");
        Assert.Equal(error, copy.GetAttribute("data-copy"));
        var stack = entry.Find("pre[aria-label='Where attempt 3 failed']");
        Assert.Equal("at Push()", stack.TextContent);
        Assert.False(stack.Closest("details")!.HasAttribute("open"));
    }

    private IRenderedComponent<AttemptEntry> Entry(JobAttempt attempt) =>
        Render<AttemptEntry>(entry => entry.Add(shown => shown.Attempt, attempt).Add(shown => shown.Now, FakeOperations.Now));
}
