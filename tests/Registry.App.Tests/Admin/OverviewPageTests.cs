using Bunit;
using Registry.App.Admin;
using Registry.App.Tests.Changes;
using Registry.Data.Monitoring;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class OverviewPageTests : AdminPageTest
{
    [Fact]
    public void When_all_is_well_it_says_so()
    {
        var page = Render<OverviewPage>();
        Assert.StartsWith("Nothing needs you.", ChangePageTest.Text(page.Find(".calm-card")), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".needs li"));
        Assert.Equal("Nothing waits", page.Find(".band b").TextContent);
        Assert.Contains("No worker is connected.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_somebody_comes_first()
    {
        Operations.Snapshot = Operations.Snapshot with
        {
            Queues =
            [
                Queue("git") with { PausedAt = FakeOperations.Now.AddMinutes(-5), PausedBy = "grace", PauseReason = "the host moves" },
                Queue("sparse") with { Ready = 2, OldestUnfinishedAt = FakeOperations.Now.AddMinutes(-11) },
            ],
            Incidents =
            [
                new Incident
                {
                    Key = "old_jobs/git", Check = "old_jobs", Sentence = "A job is too old.", OpenedBy = "harbour", OpenedAt = FakeOperations.Now.AddMinutes(-2),
                    LastSeenAt = FakeOperations.Now,
                },
            ],
            Failures =
            [
                new ErrorGroup
                {
                    Error = "push # rejected", Count = 37, Dead = 0, Kinds = ["update_git_index"], OldestAt = FakeOperations.Now, NewestAt = FakeOperations.Now,
                    MaxAttempts = 3, Sample = "push 1 rejected", SampleId = 1,
                },
            ],
        };

        var page = Render<OverviewPage>();

        Assert.Empty(page.FindAll(".calm-card"));
        var needs = page.FindAll(".needs li").Select(ChangePageTest.Text).ToList();
        Assert.Equal(
            [
                "A job is too old. Open for 2 min.",
                "2 jobs in the queue sparse are due, and no worker is there for it.",
                "The queue git has been paused by grace for 5 min: the host moves Queues",
                "37 jobs fail: push # rejected See them",
            ],
            needs);
        Assert.Equal("11 min", page.Find(".band b").TextContent);
        Assert.Equal("11 min of 15 min", page.Find(".meter").GetAttribute("aria-label"));
    }

    [Fact]
    public void It_keeps_itself_up_to_date()
    {
        var page = Render<OverviewPage>();
        Operations.Snapshot = Operations.Snapshot with { Running = [FakeOperations.Row(7, JobState.Running)] };
        Tick();
        page.WaitForAssertion(() => Assert.Equal("admin/jobs/7", page.Find("section[aria-labelledby=running] a").GetAttribute("href")));
    }

    private static QueueDetails Queue(string name) => new() { Name = name, Ready = 0, Running = 0, Scheduled = 0, Blocked = 0, Dead = 0, Workers = 0 };
}
