using Bunit;
using Microsoft.AspNetCore.Components;
using Registry.App.Admin.Index;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Index;

/// <summary>What the page of the index says.</summary>
public sealed class IndexPageTests : IndexPageTest
{
    private static readonly Dictionary<string, GitState?> GitStates = new()
    {
        ["seen"] = FakeIndex.Git,
        ["new"] = FakeIndex.Git with { Commit = null, CommittedAt = null, IsSeen = false },
        ["elsewhere"] = FakeIndex.Git with { IsSeen = false },
        ["remote"] = FakeIndex.Git with { Remote = "https://git.example.org/index" },
        ["unreachable"] = FakeIndex.Git with { Remote = "https://git.example.org/index", IsSeen = false, Problem = "the host does not answer" },
        ["off"] = null,
    };

    [Fact]
    public void Its_title_stands_while_it_is_read()
    {
        var ready = new TaskCompletionSource();
        Index.Ready = ready.Task;
        var page = Render<IndexPage>();
        Assert.Equal(("Index", 0), (page.Find("h1").TextContent, page.FindAll(".card").Count));
        ready.SetResult();
        page.WaitForAssertion(() => Assert.Equal(6, page.FindAll(".card").Count));
    }

    [Theory]
    [InlineData(3, "Crates 1 284 Last change 10:39:07 UTC, 3 min ago Served at /index/")]
    [InlineData(null, "Crates 0 Last change none yet; the first publish makes one Served at /index/")]
    public void The_sparse_index_says_how_many_crates_it_shows_and_when_it_last_changed(int? minutesAgo, string words)
    {
        Index.State = minutesAgo is { } minutes
            ? Index.State with { SparseChangedAt = FakeIndex.Now.AddMinutes(-minutes) }
            : Index.State with { SparseChangedAt = null, SparseCrates = 0 };
        Assert.Equal(words, ChangePageTest.Text(Render<IndexPage>().Find("[aria-labelledby=sparse] dl")));
    }

    [Theory]
    [InlineData("seen", "Head of master 4be11cf0 Committed 10:40:07 UTC, 2 min ago Kept in the data directory")]
    [InlineData("new", "Head of master none known yet Recorded – Kept in the data directory It is on another machine; this is what its writer has recorded last.")]
    [InlineData(
        "elsewhere",
        "Head of master 4be11cf0 Recorded 10:40:07 UTC, 2 min ago Kept in the data directory It is on another machine; this is what its writer has recorded last.")]
    [InlineData("remote", "Head of master 4be11cf0 Committed 10:40:07 UTC, 2 min ago Kept https://git.example.org/index")]
    [InlineData(
        "unreachable",
        "Head of master 4be11cf0 Recorded 10:40:07 UTC, 2 min ago Kept https://git.example.org/index It cannot be read now: the host does not answer")]
    [InlineData("off", "There is none: Index:Git:Enabled is false.")]
    public void The_git_index_says_where_its_head_is_and_how_that_is_known(string state, string words)
    {
        Index.State = Index.State with { Git = GitStates[state] };
        Assert.Equal($"Git index {words}", ChangePageTest.Text(Render<IndexPage>().Find("[aria-labelledby=git]")));
    }

    [Fact]
    public void A_job_that_runs_says_how_far_it_is_and_then_what_came_of_it()
    {
        var run = new UpkeepRun(FakeIndex.Now.AddMinutes(-1), null, "harbour-1", null, null) { Sentence = "Compared 40 crates so far: no difference." };
        Index.Set(new UpkeepState(UpkeepTask.Verify) { Job = new UpkeepJob(7, "Running", null), Run = run });
        var page = Render<IndexPage>();
        var card = ChangePageTest.Text(Card(page, "Verify"));
        Assert.Contains("Job 7 does it. Begun 10:41:07 UTC on harbour-1. Compared 40 crates so far: no difference.", card, StringComparison.Ordinal);
        Assert.Equal("admin/jobs/7", Card(page, "Verify").QuerySelector("a")!.GetAttribute("href"));

        Index.Set(new UpkeepState(UpkeepTask.Verify) { Run = run with { FinishedAt = FakeIndex.Now, Outcome = "healthy", Sentence = "Compared 90 crates: no difference." } });
        Tick();

        page.WaitForAssertion(() => Assert.Equal("No difference", Card(page, "Verify").QuerySelector(".chip")!.TextContent));
        Assert.Contains("Last 10:41:07 UTC on harbour-1, took 1 min. Compared 90 crates: no difference.", ChangePageTest.Text(Card(page, "Verify")), StringComparison.Ordinal);
        Assert.Null(WhyNot(page, "Verify"));
    }

    [Fact]
    public void A_job_that_fails_says_why_once()
    {
        var run = new UpkeepRun(FakeIndex.Now.AddMinutes(-1), FakeIndex.Now, "harbour-1", "failed", "the disk is full");
        Index.Set(new UpkeepState(UpkeepTask.Repair) { Job = new UpkeepJob(7, "Retrying", "the disk is full"), Run = run });
        Index.Set(new UpkeepState(UpkeepTask.Gc) { Run = run });
        var page = Render<IndexPage>();
        Assert.Equal(["Never done", "Retrying", "Failed", "Never done"], page.FindAll(".upkeep .chip").Select(chip => chip.TextContent));
        Assert.Equal(["the disk is full", "the disk is full"], page.FindAll(".upkeep .error-line").Select(error => error.TextContent));
    }

    [Fact]
    public void It_keeps_what_it_has_and_says_so_while_nothing_can_be_read()
    {
        var page = Render<IndexPage>();
        Assert.Equal("Live", Chip(page));
        Index.Fault = new InvalidOperationException("The database is away.");
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Cannot be read now", Chip(page)));
        Assert.Equal(6, page.FindAll(".card").Count);
    }

    [Fact]
    public void Opened_while_nothing_can_be_read_it_says_so_and_comes_by_itself()
    {
        Index.Fault = new InvalidOperationException("The database is away.");
        var page = Render<IndexPage>();
        Assert.Equal(("Cannot be read now", 0), (Chip(page), page.FindAll(".card").Count));
        Index.Fault = null;
        Tick();
        page.WaitForAssertion(() => Assert.Equal(("Live", 6), (Chip(page), page.FindAll(".card").Count)));
    }

    [Fact]
    public void Without_scripts_it_shows_everything_and_offers_nothing()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var page = Render<IndexPage>();
        Assert.Equal(6, page.FindAll(".card").Count);
        Assert.All(page.FindAll(".upkeep button"), button => Assert.True(button.HasAttribute("disabled")));
    }
}
