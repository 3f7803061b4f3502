using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Registry.App.Admin.Jobs;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

/// <summary>What the list does not show of its rows by itself: those whose jobs are over, and those that are late.</summary>
public sealed class JobTableRowTests : PageTest
{
    private readonly List<(long Id, bool Range)> _toggled = [];

    [Theory]
    [InlineData(true, "Done", "live")]
    [InlineData(false, "Discarded", "stopped")]
    public void A_job_that_is_over_says_how_and_cannot_be_selected_any_more(bool done, string word, string tone)
    {
        var row = Row(FakeOperations.Row(7, JobState.Running, 2, "push rejected"), done);
        var chip = row.QuerySelector(".chip")!;
        Assert.Equal((word, true), (chip.TextContent, chip.ClassList.Contains($"tone-{tone}")));
        Assert.DoesNotContain("push rejected", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 – 11 min ago", ChangePageTest.Text(row), StringComparison.Ordinal);
        Assert.True(row.QuerySelector("input")!.HasAttribute("disabled"));
    }

    [Fact]
    public void A_try_whose_time_has_come_is_due()
    {
        var row = FakeOperations.Row(7, JobState.Scheduled, 1);
        Assert.Contains("1 due 11 min ago", ChangePageTest.Text(Row(row with { Job = row.Job with { RunAt = FakeOperations.Now } })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_without_a_crate_is_named_by_its_key_or_its_kind()
    {
        var row = FakeOperations.Row(7, JobState.Ready) with { Crate = null };
        Assert.Equal("crate:1", Row(row).QuerySelector(".about .strong")!.TextContent);
        Assert.Equal("update_git_index", Row(row with { Job = row.Job with { Key = null } }).QuerySelector(".about .strong")!.TextContent);
    }

    [Fact]
    public void Its_box_names_the_job_and_tells_whether_all_up_to_it_are_meant()
    {
        var row = Row(FakeOperations.Row(7, JobState.Ready));
        var box = row.QuerySelector("input")!;
        Assert.Equal("Select job 7", row.QuerySelector("label")!.TextContent.Trim());
        box.Click();
        box.Click(new MouseEventArgs { ShiftKey = true });
        Assert.Equal([(7, false), (7, true)], _toggled);
    }

    [Fact]
    public void Nothing_can_be_selected_before_the_page_is_connected()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        Assert.True(Row(FakeOperations.Row(7, JobState.Ready)).QuerySelector("input")!.HasAttribute("disabled"));
    }

    private IElement Row(JobRow row, bool? done = null) => Render<JobTableRow>(shown => shown
        .Add(one => one.Shown, new ShownJob(row, done)).Add(one => one.Now, FakeOperations.Now).Add(one => one.OnToggle, _toggled.Add)).Find("tr");
}
