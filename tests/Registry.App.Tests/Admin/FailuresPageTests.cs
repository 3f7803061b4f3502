using Bunit;
using Registry.App.Admin.Jobs;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class FailuresPageTests : AdminPageTest
{
    [Fact]
    public void When_no_job_fails_it_says_so() => Assert.Contains("No job fails.", Render<FailuresPage>().Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData(37, 0, "37 jobs", "Retrying", "Retry these 37: push # rejected")]
    [InlineData(37, 2, "37 jobs", "2 stopped Retrying", "Retry these 37: push # rejected")]
    [InlineData(1, 1, "1 job", "Stopped", "Retry it: push # rejected")]
    public void A_group_says_what_failed_how_often_and_how_it_stands(long count, long dead, string jobs, string chips, string retry)
    {
        Operations.Snapshot = Operations.Snapshot with { Failures = [FakeOperations.Group(count, dead)] };
        var page = Render<FailuresPage>();
        Assert.Equal((jobs, "push # rejected"), (page.Find(".failure-count").TextContent, page.Find(".failures h2").TextContent));
        Assert.Equal(chips, string.Join(' ', page.FindAll(".failures .chip").Select(chip => chip.TextContent)));
        Assert.Contains("first failed 11 min ago, last 2 min ago, up to 3 attempts", ChangePageTest.Text(page.Find(".failure-head")), StringComparison.Ordinal);
        Assert.Equal("push 1 rejected", page.Find("pre").TextContent);
        Assert.False(Button(page, retry).HasAttribute("disabled"));
    }

    [Fact]
    public void All_of_a_group_are_retried_after_it_was_shown_how_many()
    {
        Operations.Snapshot = Operations.Snapshot with { Failures = [FakeOperations.Group(2)] };
        Operations.Rows.AddRange([FakeOperations.Row(1, JobState.Scheduled, 1), FakeOperations.Row(2, JobState.Dead, 1)]);
        var page = Render<FailuresPage>();
        Button(page, "Retry these 2: push # rejected").Click();
        Assert.Equal("Retry 2 jobs?", page.Find(".plan h2").TextContent);
        Assert.Empty(Operations.Done);
        page.Find(".plan form").Submit();
        Assert.Equal(["ada retry 1,2"], Operations.Done);
        Assert.Empty(page.FindAll(".plan"));
    }

    [Fact]
    public void A_group_that_somebody_is_about_to_retry_stays_where_it_is()
    {
        Operations.Snapshot = Operations.Snapshot with { Failures = [FakeOperations.Group(2)] };
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Dead, 1));
        var page = Render<FailuresPage>();
        Button(page, "Retry these 2: push # rejected").Click();
        Operations.Snapshot = Operations.Snapshot with { Failures = [] };
        Tick();
        Assert.Single(page.FindAll(".failures > li"));
        Button(page, "Cancel").Click();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".plan")));
        page.WaitForAssertion(() => Assert.Equal("None any more", page.Find(".failures .chip").TextContent));
        Assert.Equal("Live", page.Find(".ops-title .chip").TextContent);
        Assert.True(Button(page, "Retry these 2: push # rejected").HasAttribute("disabled"));
    }

    [Fact]
    public void Groups_stay_in_their_places_whatever_becomes_of_their_numbers_and_new_ones_wait_behind_a_button()
    {
        Operations.Snapshot = Operations.Snapshot with { Failures = [Group("disk full", 9), Group("push rejected", 2)] };
        var page = Render<FailuresPage>();
        Operations.Snapshot = Operations.Snapshot with { Failures = [Group("no route", 50), Group("push rejected", 40)] };
        Tick();
        page.WaitForAssertion(() => Assert.Equal(
            ["disk full: 9 jobs None any more", "push rejected: 40 jobs Retrying"], Told(page)));
        Button(page, "1 new — show").Click();
        page.WaitForAssertion(() => Assert.Equal(["no route: 50 jobs Retrying", "push rejected: 40 jobs Retrying"], Told(page)));
        Assert.Empty(page.FindAll(".newer"));
    }

    [Fact]
    public void A_group_whose_queue_is_paused_says_so_and_the_page_why_and_by_whom()
    {
        Operations.Snapshot = Operations.Snapshot with
        {
            Failures = [FakeOperations.Group(2)],
            Counts = [new("git", "update_git_index", JobState.Scheduled, 2, FakeOperations.Now, 2)],
            Queues = [FakeOperations.Paused("git"), FakeOperations.Paused("sparse")],
        };
        var page = Render<FailuresPage>();
        Assert.Equal(["The queue git is paused by grace: the host moves Queues"], page.FindAll("[data-queue-hold]").Select(ChangePageTest.Text));
        Assert.Equal(["Retrying", "Paused: git"], page.FindAll(".failures .chip").Select(chip => chip.TextContent));
    }

    private static ErrorGroup Group(string error, long count) => FakeOperations.Group(count) with { Error = error };

    private static string[] Told(IRenderedComponent<FailuresPage> page) =>
    [
        .. page.FindAll(".failures > li").Select(group =>
            $"{group.QuerySelector("h2")!.TextContent}: {group.QuerySelector(".failure-count")!.TextContent} {string.Join(' ', group.QuerySelectorAll(".chip").Select(chip => chip.TextContent))}"),
    ];

    [Fact]
    public void A_viewer_is_told_why_nothing_can_be_pressed()
    {
        BeViewer();
        Operations.Snapshot = Operations.Snapshot with { Failures = [FakeOperations.Group(2)] };
        var page = Render<FailuresPage>();
        AssertDenied(page.FindAll(".failure-actions button"));
        Assert.Contains("takes the role operator", page.Find("#why-not").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_title_stands_while_it_is_read_and_what_is_there_when_nothing_can_be_read()
    {
        var ready = new TaskCompletionSource();
        Operations.Ready = ready.Task;
        Operations.Snapshot = Operations.Snapshot with { Failures = [FakeOperations.Group(2)] };
        var page = Render<FailuresPage>();
        Assert.Equal(("Failures", 0), (page.Find("h1").TextContent, page.FindAll(".failures > li").Count));
        ready.SetResult();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".failures > li")));
        Operations.Fault = new InvalidOperationException("The database is away.");
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Cannot be read now", page.Find(".ops-title .chip").TextContent));
        Assert.Single(page.FindAll(".failures > li"));
    }
}
