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
        Tick();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".failures > li")));
    }

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
