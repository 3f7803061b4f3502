using Bunit;
using Registry.App.Admin.Jobs;
using Registry.App.Errors;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class JobsPageTests : AdminPageTest
{
    [Theory]
    [InlineData(JobState.Ready, 0, "Waiting", "waiting", "due")]
    [InlineData(JobState.Ready, 2, "Waiting", "waiting", "due")]
    [InlineData(JobState.Running, 1, "Running", "running", "now, 3 s")]
    [InlineData(JobState.Scheduled, 3, "Retrying", "retrying", "in 48 s")]
    [InlineData(JobState.Scheduled, 0, "Later", "waiting", "in 48 s")]
    [InlineData(JobState.Blocked, 0, "Behind another", "waiting", "–")]
    [InlineData(JobState.Dead, 9, "Stopped", "stopped", "–")]
    public void A_row_says_what_it_is_about_where_it_stands_and_when_it_goes_on(
        JobState state, int attempts, string word, string tone, string next)
    {
        Operations.Rows.Add(FakeOperations.Row(4127, state, attempts, attempts > 0 ? "push rejected\nmore of it" : null));
        var page = OpenJobs();

        var row = page.Find("[data-job]");
        Assert.Equal("tide-tables", row.QuerySelector(".about .strong")!.TextContent);
        Assert.Equal(attempts > 0 ? "push rejected" : null, row.QuerySelector(".error-line")?.TextContent);
        Assert.Equal((word, true), (row.QuerySelector(".chip")!.TextContent, row.QuerySelector(".chip")!.ClassList.Contains($"tone-{tone}")));
        Assert.Equal([$"{attempts}", next, "11 min ago"], row.QuerySelectorAll(".number").Select(cell => cell.TextContent.Trim()));
        Assert.Equal("admin/jobs/4127", row.QuerySelector("[data-job-link]")!.GetAttribute("href"));
    }

    [Fact]
    public void An_empty_list_says_what_would_be_here_and_a_filter_that_matches_nothing_how_to_get_back()
    {
        Assert.Contains("No job is waiting.", OpenJobs().Markup, StringComparison.Ordinal);
        Assert.Contains("No unfinished job matches.", OpenJobs("?q=kind%3Anone").Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_that_makes_no_sense_is_told_and_matches_nothing()
    {
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Ready));
        var page = OpenJobs("?q=state%3Atired");
        Assert.Contains("There is no state `tired`", page.Find(".fault").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-job]"));
    }

    [Fact]
    public void What_is_read_stays_while_new_jobs_come_and_others_end()
    {
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Running, 1));
        Operations.Rows.Add(FakeOperations.Row(2, JobState.Ready));
        Operations.Rows.Add(FakeOperations.Row(3, JobState.Scheduled, 1));
        var page = OpenJobs();
        Operations.Rows.RemoveAll(row => row.Job.Id < 3);
        Operations.Ends[1] = true;
        Operations.Rows.AddRange([FakeOperations.Row(4, JobState.Ready), FakeOperations.Row(5, JobState.Ready)]);

        Tick();

        page.WaitForAssertion(() => Assert.Equal(["Retrying", "Discarded", "Done"], page.FindAll(".jobs .chip").Select(chip => chip.TextContent)));
        Assert.Equal(["3", "2", "1"], Ids(page));
        var newer = page.FindAll("button").Single(button => button.TextContent == "2 new — show");
        newer.Click();
        page.WaitForAssertion(() => Assert.Equal(["5", "4", "3"], Ids(page)));
    }

    [Fact]
    public void Jobs_that_were_done_are_listed_the_last_first_with_when_that_was_and_cannot_be_acted_on()
    {
        Operations.Rows.AddRange([FakeOperations.DoneRow(1, 2), FakeOperations.DoneRow(3, 5)]);
        var page = OpenJobs("?q=state%3Adone");
        Assert.Equal(("Done jobs", "Done"), (page.Find("h1").TextContent, page.FindAll("th")[^1].TextContent));
        Assert.Equal(["1", "3"], Ids(page));
        Assert.Equal(["2", "–", "2 min ago"], page.Find("[data-job]").QuerySelectorAll(".number").Select(cell => cell.TextContent.Trim()));
        Assert.Equal(["Done", "Done"], page.FindAll(".jobs .chip").Select(chip => chip.TextContent));
        Assert.Empty(page.FindAll(".bulk"));
        Assert.Contains("kept for 30 d", page.Markup, StringComparison.Ordinal);
        Operations.Rows.Insert(0, FakeOperations.DoneRow(2, 1));
        Tick();
        page.WaitForAssertion(() => Button(page, "1 new — show").Click());
        page.WaitForAssertion(() => Assert.Equal(["2", "1", "3"], Ids(page)));
        Assert.Contains("No job that was done matches.", OpenNone().Markup, StringComparison.Ordinal);

        IRenderedComponent<JobsPage> OpenNone()
        {
            Operations.Rows.Clear();
            return OpenJobs("?q=state%3Adone%20kind%3Anone");
        }
    }

    [Fact]
    public void A_page_that_is_held_does_not_move_until_its_reader_wants_it_to()
    {
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Ready));
        var page = OpenJobs();
        Button(page, "Hold still").Click();
        Operations.Rows[0] = FakeOperations.Row(1, JobState.Running);
        Tick();
        Assert.Equal("Held", page.Find(".ops-title .chip").TextContent);
        Assert.Equal("Waiting", page.Find(".jobs .chip").TextContent);
        Button(page, "Go live again").Click();
        page.WaitForAssertion(() => Button(page, "Hold still"));
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Running", page.Find(".jobs .chip").TextContent));
    }

    [Fact]
    public void The_page_keeps_what_it_has_and_says_so_while_nothing_can_be_read()
    {
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Ready));
        var page = OpenJobs();
        Operations.Fault = new InvalidOperationException("The database is away.");
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Cannot be read now", page.Find(".ops-title .chip").TextContent));
        Assert.Single(page.FindAll("[data-job]"));
    }

    [Fact]
    public void Before_anything_is_done_it_is_shown_what_will_be_touched()
    {
        Operations.Rows.AddRange([
            FakeOperations.Row(1, JobState.Scheduled, 1), FakeOperations.Row(2, JobState.Dead, 1), FakeOperations.Row(3, JobState.Running, 1)]);
        var page = OpenJobs();
        page.Find(".jobs thead input").Change(true);
        Button(page, "Retry now r").Click();

        Assert.Equal("Retry 2 jobs?", page.Find(".plan h2").TextContent);
        Assert.Equal("2 update_git_index", page.Find(".plan-kind").TextContent);
        Assert.Contains("1 job of the 3 selected is left alone, as they run already", ChangePageTest.Text(page.Find(".plan")), StringComparison.Ordinal);
        Assert.Empty(Operations.Done);
        page.Find(".plan form").Submit();
        Assert.Equal(["ada retry 1,2"], Operations.Done);
    }

    [Fact]
    public void Several_are_discarded_only_with_a_reason_and_their_number()
    {
        Operations.Rows.AddRange([FakeOperations.Row(1, JobState.Dead, 1), FakeOperations.Row(2, JobState.Dead, 1)]);
        var page = OpenJobs();
        page.Find(".jobs thead input").Change(true);
        Button(page, "Discard…").Click();
        Assert.True(page.Find(".plan .danger").HasAttribute("disabled"));
        page.Find("#plan-reason").Input("not wanted");
        page.Find("#plan-typed").Input("3");
        Assert.True(page.Find(".plan .danger").HasAttribute("disabled"));
        page.Find(".plan form").Submit();
        Assert.Empty(Operations.Done);
        page.Find("#plan-typed").Input("2");
        page.Find(".plan form").Submit();
        Assert.Equal(["ada discard 1,2 not wanted"], Operations.Done);
    }

    [Fact]
    public void One_is_discarded_with_a_reason_alone_and_put_off_for_as_long_as_is_chosen()
    {
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Ready, 1));
        var page = OpenJobs();
        page.Find("[data-job] input").Click();
        Button(page, "Run later…").Click();
        page.Find("#plan-delay").Change("15");
        page.Find(".plan form").Submit();
        page.Find("[data-job] input").Click();
        Button(page, "Discard…").Click();
        Assert.Empty(page.FindAll("#plan-typed"));
        page.Find("#plan-reason").Input("not wanted");
        page.Find(".plan form").Submit();
        Assert.Equal(["ada postpone 1 00:15:00", "ada discard 1 not wanted"], Operations.Done);
    }

    [Fact]
    public void A_viewer_is_told_why_nothing_can_be_pressed()
    {
        BeViewer();
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Dead, 1));
        var page = OpenJobs();
        page.Find("[data-job] input").Click();
        AssertDenied(page.FindAll(".bulk-buttons button"));
        Assert.Contains("takes the role operator", page.Find("#why-not").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_shown()
    {
        Operations.Rows.Add(FakeOperations.Row(1, JobState.Dead, 1));
        var page = OpenJobs();
        page.Find("[data-job] input").Click();
        Button(page, "Retry now r").Click();
        Operations.Refusal = new RefusedException(403, "this takes the role operator");
        page.Find(".plan form").Submit();
        page.WaitForAssertion(() => Assert.Contains("That was refused: this takes the role operator.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_returns_to_the_list_finds_it_as_it_was_left()
    {
        Operations.Rows.AddRange([FakeOperations.Row(8, JobState.Ready), FakeOperations.Row(9, JobState.Ready)]);
        Operations.Older.AddRange([FakeOperations.Row(2, JobState.Ready), FakeOperations.Row(3, JobState.Ready), FakeOperations.Row(5, JobState.Ready)]);
        var recalled = JSInterop.Setup<string?>("registryPlace.recall", "");
        recalled.SetResult("{\"Oldest\":3,\"Selected\":[9,3,77],\"Held\":true}");
        var page = OpenJobs();
        page.WaitForAssertion(() => Assert.Equal(["9", "8", "5", "3"], Ids(page)));
        Assert.Equal(["9", "3"], page.FindAll("tr.selected [data-job-link]").Select(link => link.TextContent));
        Assert.Equal(("Held", ""), (page.Find(".ops-title .chip").TextContent, page.Find("[data-placed]").GetAttribute("data-placed")));
    }

    [Fact]
    public void Where_its_reader_is_is_kept_by_the_tab()
    {
        Operations.Rows.AddRange([FakeOperations.Row(8, JobState.Ready), FakeOperations.Row(9, JobState.Ready)]);
        var page = OpenJobs("?q=queue%3Agit");
        page.FindAll("[data-job] input")[1].Click();
        page.WaitForAssertion(() => Assert.Equal(
            ["queue:git", "{\"Oldest\":8,\"Selected\":[8],\"Held\":false}"], JSInterop.Invocations["registryPlace.keep"][^1].Arguments));
        Assert.Equal("admin/jobs/9?q=queue%3Agit", page.Find("[data-job-link]").GetAttribute("href"));
    }

    [Fact]
    public void What_the_tab_has_kept_and_is_no_place_is_no_matter()
    {
        Operations.Rows.Add(FakeOperations.Row(8, JobState.Ready));
        JSInterop.Setup<string?>("registryPlace.recall", "").SetResult("[1]");
        var page = OpenJobs();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-placed]")));
        Assert.Equal(["8"], Ids(page));
    }

    private static string[] Ids(IRenderedComponent<JobsPage> page) => [.. page.FindAll("[data-job-link]").Select(link => link.TextContent)];
}
