using Bunit;
using Registry.App.Admin.Monitor;
using Registry.App.Errors;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Monitor;

/// <summary>A test page is sent from the page of the monitor, which says what receivers said.</summary>
public sealed class TestPageTests : MonitorPageTest
{
    [Theory]
    [InlineData("", "No channel has settings, so it went to the log alone.", "live")]
    [InlineData("webhook", "webhook took it.", "live")]
    [InlineData("webhook, pagerduty: 503.", "webhook took it. pagerduty did not take it: 503.", "stopped")]
    public void Each_receiver_s_answer_is_told(string answers, string words, string tone)
    {
        Monitor.Answers = [.. answers.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(answer => answer.Split(": ")).Select(
            answer => new TestPageAnswer(answer[0], answer.ElementAtOrDefault(1)))];
        var page = Render<MonitorPage>();
        page.Find(".ops-actions button").Click();
        Assert.Equal(words, page.Find("[role=status]").TextContent);
        Assert.Equal(words, page.Find($".note.tone-{tone}").TextContent);
    }

    [Fact]
    public void It_is_sent_once_at_a_time()
    {
        var sending = new TaskCompletionSource();
        Monitor.Sending = sending.Task;
        var page = Render<MonitorPage>();
        page.Find(".ops-actions button").Click();
        Assert.Equal(("Sending…", true), (page.Find("[role=status]").TextContent, page.Find(".ops-actions button").HasAttribute("disabled")));
        sending.SetResult();
        page.WaitForAssertion(() => Assert.False(page.Find(".ops-actions button").HasAttribute("disabled")));
    }

    [Theory]
    [InlineData(true, "That was refused: this takes the role operator.")]
    [InlineData(false, "That was refused: sign in again.")]
    public void A_refusal_is_shown_and_it_can_be_tried_again(bool signedIn, string words)
    {
        if (signedIn)
            Monitor.Refusal = new RefusedException(403, "this takes the role operator");
        else
            Authorization.SetAuthenticationType("token");
        var page = Render<MonitorPage>();
        page.Find(".ops-actions button").Click();
        Assert.Equal(words, page.Find("[role=status]").TextContent);
        Assert.False(page.Find(".ops-actions button").HasAttribute("disabled"));
    }

    [Fact]
    public void A_monitor_that_does_not_run_and_a_comparison_that_is_over_are_told()
    {
        Monitor.Snapshot = Monitor.Snapshot with
        {
            Problem = "no run has ended for 20 min",
            NextAt = FakeMonitor.Now.AddMinutes(-1),
            Comparison = new MonitorTurn(FakeMonitor.Now.AddHours(-21), "harbour-1", "healthy", null),
        };
        var page = Render<MonitorPage>();
        Assert.Equal("No run has ended for 20 min.", page.Find(".note.tone-stopped").TextContent);
        Assert.Contains("Next now.", ChangePageTest.Text(page.Find(".lead")), StringComparison.Ordinal);
        Assert.Contains("Last 21 h ago on harbour-1: healthy. Next in 3 h.", ChangePageTest.Text(page.FindAll(".checks > li")[^1]), StringComparison.Ordinal);
    }
}
