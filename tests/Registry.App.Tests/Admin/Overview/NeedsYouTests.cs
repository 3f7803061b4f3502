using Bunit;
using Registry.App.Admin;
using Registry.App.Admin.Overview;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Overview;

/// <summary>How much of what needs somebody is told; what there is at all, the tests of the overview show.</summary>
public sealed class NeedsYouTests : PageTest
{
    [Theory]
    [InlineData(1, 0, "1 job fails: push # rejected See it", "retrying")]
    [InlineData(1_500, 0, "1 500 jobs fail: push # rejected See them", "retrying")]
    [InlineData(2, 1, "2 jobs fail: push # rejected See them", "stopped")]
    public void A_reason_leads_to_its_jobs_and_is_more_urgent_when_one_of_them_has_stopped(long count, long dead, string words, string tone)
    {
        var need = Needs(FakeOperations.Group(count, dead)).Find("li");
        Assert.Equal((words, true), (ChangePageTest.Text(need), need.ClassList.Contains($"tone-{tone}")));
        Assert.Equal("admin/jobs?q=failure%3A%22push%20%23%20rejected%22", need.QuerySelector("a")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData(5, 5, null)]
    [InlineData(6, 6, "All 6 reasons for which jobs fail")]
    [InlineData(9, 6, "All 9 reasons for which jobs fail")]
    public void Of_many_reasons_five_are_told_and_the_way_to_the_others(int reasons, int lines, string? rest)
    {
        var needs = Needs([.. Enumerable.Range(0, reasons).Select(number => FakeOperations.Group(2) with { Error = $"reason {number}" })]);
        Assert.Equal(lines, needs.FindAll("li").Count);
        Assert.Equal(rest, needs.FindAll("a[href='admin/failures']").SingleOrDefault()?.TextContent);
    }

    [Fact]
    public void Jobs_that_have_stopped_are_not_called_nothing()
    {
        var stopped = new FakeOperations().Snapshot with { Counts = [new("git", "update_git_index", JobState.Dead, 1, FakeOperations.Now, 1)] };
        Assert.DoesNotContain("Nothing needs you.", Show(stopped).Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Changes of 1 crate take longer than usual: after a minute cargo does not see them yet, although nothing has failed. See it")]
    [InlineData(1_200, "Changes of 1 200 crates take longer than usual: after a minute cargo does not see them yet, although nothing has failed. See them")]
    public void Changes_that_are_late_lead_to_their_jobs(long late, string words)
    {
        var needs = Show(new FakeOperations().Snapshot with { Late = late });
        var line = Assert.Single(needs.FindAll("li.tone-stopped"));
        Assert.Equal(words, ChangePageTest.Text(line));
        Assert.Equal(
            "admin/jobs?q=kind%3Aupdate_sparse_index%20attempts%3A%3C1%20queued%3A%3E1m", line.QuerySelector("a")!.GetAttribute("href"));
        Assert.DoesNotContain("Nothing needs you.", needs.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void When_nothing_is_late_nothing_needs_anybody()
    {
        var needs = Show(new FakeOperations().Snapshot);
        Assert.Empty(needs.FindAll("li"));
        Assert.Contains("Nothing needs you.", needs.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<NeedsYou> Needs(params ErrorGroup[] failures) => Show(new FakeOperations().Snapshot with { Failures = failures });

    private IRenderedComponent<NeedsYou> Show(OperationsSnapshot snapshot) => Render<NeedsYou>(needs => needs.Add(shown => shown.Snapshot, snapshot));
}
