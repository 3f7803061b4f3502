using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

/// <summary>Which jobs of the list are acted on: some, all that are shown, or all that match.</summary>
public sealed class JobSelectionTests : AdminPageTest
{
    public JobSelectionTests() => Operations.Rows.AddRange(Enumerable.Range(1, 4).Select(id => FakeOperations.Row(id, JobState.Dead, 1)));

    [Fact]
    public void From_the_last_one_to_this_one_are_taken_and_let_go_together()
    {
        var page = OpenJobs();
        Box(page, 4).Click();
        Box(page, 2).Click(new MouseEventArgs { ShiftKey = true });
        Assert.Equal(("3 selected", "4, 3, 2"), (Said(page), Selected(page)));
        Box(page, 3).Click(new MouseEventArgs { ShiftKey = true });
        Assert.Equal(("1 selected", "4"), (Said(page), Selected(page)));
    }

    [Fact]
    public void All_that_are_shown_are_taken_and_let_go_again()
    {
        var page = OpenJobs();
        page.Find("thead input").Change(true);
        Assert.Equal(("4 selected", true), (Said(page), page.Find("thead input").HasAttribute("checked")));
        page.Find("thead input").Change(false);
        Assert.Equal(("0 selected", ""), (Said(page), Selected(page)));
    }

    [Fact]
    public void All_that_match_are_acted_on_without_being_shown()
    {
        var page = OpenJobs();
        Assert.True(Button(page, "Retry now r").HasAttribute("disabled"));
        Button(page, "or all 4 that match").Click();
        Assert.Equal("All 4 that match", Said(page));
        Button(page, "Retry now r").Click();
        page.Find(".plan form").Submit();
        Assert.Equal(["ada retry 1,2,3,4"], Operations.Done);
        page.WaitForAssertion(() => Assert.Equal("0 selected", Said(page)));
    }

    [Fact]
    public void What_came_to_match_after_it_was_shown_how_many_is_left_alone_and_what_has_gone_is_told()
    {
        var page = OpenJobs();
        Button(page, "or all 4 that match").Click();
        Button(page, "Discard…").Click();
        Assert.Equal("Discard 4 jobs?", page.Find(".plan h2").TextContent);
        Operations.Rows.RemoveAll(row => row.Job.Id == 2);
        Operations.Rows.AddRange([FakeOperations.Row(5, JobState.Dead, 1), FakeOperations.Row(6, JobState.Dead, 1)]);
        Tick();
        page.WaitForAssertion(() => Button(page, "2 new — show"));
        page.Find("#plan-reason").Input("not wanted");
        page.Find("#plan-typed").Input("4");
        page.WaitForAssertion(() => Assert.False(page.Find(".plan .danger").HasAttribute("disabled")));
        page.Find(".plan form").Submit();
        page.WaitForAssertion(() => Assert.Equal(["ada discard 1,2,3,4 not wanted"], Operations.Done));
        page.WaitForAssertion(() => Assert.Equal(
            "3 jobs are discarded. 1 had moved on meanwhile and is left alone.", page.Find("[role=status]").TextContent));
    }

    [Fact]
    public void Jobs_are_stopped_with_a_reason_and_without_typing_how_many()
    {
        Operations.Rows.AddRange([FakeOperations.Row(5, JobState.Ready), FakeOperations.Row(6, JobState.Running)]);
        var page = OpenJobs();
        Button(page, "or all 6 that match").Click();
        Button(page, "Stop…").Click();
        Assert.Equal("Stop 1 job?", page.Find(".plan h2").TextContent);
        Assert.True(page.Find(".plan button[type=submit]").HasAttribute("disabled"));
        page.Find("#plan-reason").Input("not now");
        page.Find(".plan form").Submit();
        Assert.Equal(["ada stop 5 not now"], Operations.Done);
    }

    [Fact]
    public void A_job_that_is_over_is_acted_on_no_more()
    {
        var page = OpenJobs();
        page.Find("thead input").Change(true);
        Operations.Rows.RemoveAll(row => row.Job.Id is 2 or 3);
        Tick();
        page.WaitForAssertion(() => Assert.Equal(("2 selected", "4, 1"), (Said(page), Selected(page))));
    }

    private static IElement Box(IRenderedComponent<JobsPage> page, long id) =>
        page.FindAll("[data-job]").Single(row => row.QuerySelector("[data-job-link]")!.TextContent == $"{id}").QuerySelector("input")!;

    private static string Said(IRenderedComponent<JobsPage> page) => page.Find(".bulk b").TextContent;

    private static string Selected(IRenderedComponent<JobsPage> page) => string.Join(", ", page.FindAll("[data-job]")
        .Where(row => row.QuerySelector("input")!.HasAttribute("checked")).Select(row => row.QuerySelector("[data-job-link]")!.TextContent));
}
