using Bunit;
using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

/// <summary>What somebody is asked before something is done to jobs. What confirming does, the tests of the pages show.</summary>
public sealed class JobPlanPanelTests : PageTest
{
    private readonly List<JobPlanChoice> _confirmed = [];

    private TaskCompletionSource? _doing;

    [Theory]
    [InlineData(JobAct.Retry, "Retry 3 jobs?", "4 jobs of these are left alone, as they run already, or are about to.")]
    [InlineData(JobAct.Postpone, "Put off 3 jobs?", "4 jobs of these are left alone, as they run, have stopped, or wait behind another.")]
    [InlineData(JobAct.Stop, "Stop 5 jobs?", "2 jobs of these are left alone, as they run at this moment, or have stopped already.")]
    [InlineData(JobAct.Discard, "Discard 6 jobs?", "1 job of these is left alone, as they run at this moment.")]
    public void It_says_what_will_be_touched_and_what_is_left_alone_and_why(JobAct act, string title, string left)
    {
        var panel = Panel(act, (JobState.Scheduled, 2), (JobState.Dead, 1), (JobState.Running, 1), (JobState.Ready, 1), (JobState.Blocked, 2));
        Assert.Equal((title, title[..^1]), (panel.Find("h2").TextContent, panel.Find("button[type=submit]").TextContent));
        Assert.Equal(left, panel.Find("p.muted").TextContent);
    }

    [Theory]
    [InlineData(JobAct.Retry, JobState.Ready, "There is nothing to retry")]
    [InlineData(JobAct.Postpone, JobState.Dead, "There is nothing to put off")]
    [InlineData(JobAct.Stop, JobState.Dead, "There is nothing to stop")]
    [InlineData(JobAct.Discard, JobState.Running, "There is nothing to discard")]
    public void Where_it_is_possible_for_none_there_is_nothing_to_fill_in_nor_to_confirm(JobAct act, JobState state, string title)
    {
        var panel = Panel(act, (state, 1));
        Assert.Equal(title, panel.Find("h2").TextContent);
        Assert.Equal(["Close"], panel.FindAll("button").Select(button => button.TextContent));
        Assert.Empty(panel.FindAll("input, select"));
        panel.Find("form").Submit();
        Assert.Empty(_confirmed);
    }

    [Fact]
    public void Kinds_are_told_one_by_one_the_most_numerous_first()
    {
        var kinds = Show(new JobPlan(JobAct.Retry, new JobFilter(), "these",
        [
            Count("verify_crate", JobState.Dead, 1), Count("update_git_index", JobState.Dead, 1_500), Count("update_git_index", JobState.Scheduled, 2),
        ])).FindAll(".plan-kind");
        Assert.Equal(["1 502 update_git_index", "1 verify_crate"], kinds.Select(kind => kind.TextContent));
    }

    [Theory]
    [InlineData(JobState.Dead, 1, "It can be put back on its page, at any time.", 1)]
    [InlineData(JobState.Dead, 2, "Each can be put back on its own page, at any time.", 2)]
    public void What_is_discarded_can_be_put_back_and_a_blank_is_no_reason(JobState state, int count, string warning, int fields)
    {
        var panel = Panel(JobAct.Discard, (state, count));
        Assert.EndsWith(warning, panel.FindAll("p")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal(fields, panel.FindAll("input").Count);
        panel.Find("#plan-reason").Input("  ");
        if (count > 1)
            panel.Find("#plan-typed").Input($" {count} ");
        Assert.True(panel.Find("button[type=submit]").HasAttribute("disabled"));
        panel.Find("#plan-reason").Input("not wanted");
        Assert.False(panel.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task While_it_is_being_done_it_is_not_done_twice()
    {
        _doing = new TaskCompletionSource();
        var panel = Panel(JobAct.Retry, (JobState.Dead, 2));
        var first = panel.Find("form").SubmitAsync();
        Assert.True(panel.Find("button[type=submit]").HasAttribute("disabled"));
        panel.Find("form").Submit();
        _doing.SetResult();
        await first;
        Assert.Single(_confirmed);
    }

    [Fact]
    public void It_takes_the_focus()
    {
        var panel = Panel(JobAct.Retry, (JobState.Dead, 1));
        Assert.Equal("plan-title", panel.Find("[role=group]").GetAttribute("aria-labelledby"));
        Assert.True(panel.Find("[role=group]").HasAttribute("data-takes-focus"));
    }

    private static JobCount Count(string kind, JobState state, long count) => new("git", kind, state, count, FakeOperations.Now, 0);

    private IRenderedComponent<JobPlanPanel> Panel(JobAct act, params (JobState State, int Count)[] matching) => Show(
        new JobPlan(act, new JobFilter(), "these", [.. matching.Select(some => Count("update_git_index", some.State, some.Count))]));

    private IRenderedComponent<JobPlanPanel> Show(JobPlan plan) => Render<JobPlanPanel>(panel => panel
        .Add(shown => shown.Plan, plan)
        .Add(shown => shown.OnConfirm, choice =>
        {
            _confirmed.Add(choice);
            return _doing?.Task ?? Task.CompletedTask;
        })
        .Add(shown => shown.OnCancel, () => { }));
}
