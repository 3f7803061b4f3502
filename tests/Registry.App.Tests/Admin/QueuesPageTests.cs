using Bunit;
using Registry.App.Admin.Queues;
using Registry.App.Errors;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class QueuesPageTests : AdminPageTest
{
    [Fact]
    public void Without_queues_and_workers_it_says_how_to_start_some()
    {
        var page = Render<QueuesPage>();
        Assert.Contains("No queue has jobs or workers.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No worker is connected.", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "No worker", "stopped")]
    [InlineData(2, 0, "Idle", "live")]
    [InlineData(2, 1, "Running", "running")]
    public void A_queue_says_whether_somebody_works_on_it(int workers, long running, string word, string tone)
    {
        With(FakeOperations.Queue("git") with { Workers = workers, Running = running, Ready = 3, OldestUnfinishedAt = FakeOperations.Now.AddMinutes(-4) });
        var page = Render<QueuesPage>();
        var chip = page.Find(".queues .chip");
        Assert.Equal((word, true), (chip.TextContent, chip.ClassList.Contains($"tone-{tone}")));
        Assert.Equal(["3", $"{running}", "0", "0", "0", "4 min", $"{workers}"], page.FindAll(".queue-figures dd").Select(figure => figure.TextContent));
    }

    [Fact]
    public void A_paused_queue_says_by_whom_since_when_and_why_and_can_be_resumed()
    {
        With(FakeOperations.Paused("git"));
        var page = Render<QueuesPage>();
        Assert.Equal("Paused", page.Find(".queues .chip").TextContent);
        Assert.Contains("Paused by grace for 5 min: the host moves", ChangePageTest.Text(page.Find(".queues li")), StringComparison.Ordinal);
        Button(page, "Resume git").Click();
        Assert.Equal(["ada resume git"], Operations.Done);
        Assert.Equal("git goes on.", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public void A_queue_is_paused_with_a_reason_alone()
    {
        With(FakeOperations.Queue("git"));
        var page = Render<QueuesPage>();
        Button(page, "Pause… git").Click();
        Assert.True(Button(page, "Pause git").HasAttribute("disabled"));
        page.Find("#pause-reason").Input("the host moves");
        page.Find(".pause-form").Submit();
        Assert.Equal(["ada pause git the host moves"], Operations.Done);
    }

    [Fact]
    public void A_refusal_is_shown()
    {
        With(FakeOperations.Paused("git"));
        var page = Render<QueuesPage>();
        Operations.Refusal = new RefusedException(403, "this takes the role operator");
        Button(page, "Resume git").Click();
        Assert.Equal("That was refused: this takes the role operator.", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public void A_worker_says_what_it_runs()
    {
        Operations.Snapshot = Operations.Snapshot with
        {
            Running = [FakeOperations.Row(7, JobState.Running, 1)],
            Workers =
            [
                new("harbour-1", "git", FakeOperations.Now.AddHours(-2), FakeOperations.Now.AddSeconds(-3), "10.0.0.7"),
                new("harbour-1", "sparse", FakeOperations.Now.AddHours(-2), null, null),
            ],
        };
        var rows = Render<QueuesPage>().FindAll("tbody tr").Select(ChangePageTest.Text);
        Assert.Equal(["harbour-1 git tide-tables for 3 s 2 h 10.0.0.7", "harbour-1 sparse – 2 h this machine"], rows);
    }

    [Fact]
    public void A_viewer_is_told_why_nothing_can_be_pressed()
    {
        BeViewer();
        With(FakeOperations.Paused("git"), FakeOperations.Queue("sparse"));
        var page = Render<QueuesPage>();
        AssertDenied(page.FindAll(".queues button"));
        Assert.Contains("takes the role operator", page.Find("#why-not").TextContent, StringComparison.Ordinal);
    }

    private void With(params QueueDetails[] queues) => Operations.Snapshot = Operations.Snapshot with { Queues = queues };
}
