using Bunit;
using Registry.App.Admin.Overview;
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
            Queues = [FakeOperations.Paused("git"), FakeOperations.Queue("sparse") with { Ready = 2, OldestUnfinishedAt = FakeOperations.Now.AddMinutes(-11) }],
            Incidents =
            [
                new Incident
                {
                    Key = "old_jobs/git", Check = "old_jobs", Sentence = "A job is too old.", OpenedBy = "harbour", OpenedAt = FakeOperations.Now.AddMinutes(-2),
                    LastSeenAt = FakeOperations.Now,
                },
            ],
            Failures = [FakeOperations.Group(37)],
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

    [Fact]
    public void Its_title_stands_while_it_is_read()
    {
        var ready = new TaskCompletionSource();
        Operations.Ready = ready.Task;
        var page = Render<OverviewPage>();
        Assert.Equal("Overview", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll(".band"));
        ready.SetResult();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".band")));
    }

    [Fact]
    public void It_keeps_what_it_has_and_says_so_while_nothing_can_be_read()
    {
        var page = Render<OverviewPage>();
        Operations.Fault = new InvalidOperationException("The database is away.");
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Cannot be read now", page.Find(".ops-title .chip").TextContent));
        Assert.Single(page.FindAll(".calm-card"));
        Operations.Fault = null;
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Live", page.Find(".ops-title .chip").TextContent));
    }
}
