using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Jobs;
using Registry.App.Changes;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class JobPageTests : AdminPageTest
{
    [Theory]
    [InlineData(JobState.Ready, "Waiting", "It waits for a worker.")]
    [InlineData(JobState.Running, "Running", "A worker runs it at this moment.")]
    [InlineData(JobState.Scheduled, "Retrying", "It has failed, and is tried again by itself, ever more seldom.")]
    [InlineData(JobState.Blocked, "Behind another", "It waits until an earlier job of its order is done.")]
    [InlineData(JobState.Dead, "Stopped", "It is not tried again by itself. Retry it once what stopped it is mended, or discard it.")]
    public void It_says_where_the_job_stands(JobState state, string word, string sentence)
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, state, 1), AttemptOutcome.Failed);
        var page = Open();
        Assert.Equal((word, sentence), (page.Find(".ops-title .chip").TextContent, page.Find(".lead").TextContent));
        Assert.Equal("disk full", page.Find(".attempts .error").TextContent);
        Assert.Equal("{\n  \"crateId\": 1\n}", page.Find(".json pre").TextContent);
    }

    [Fact]
    public void A_job_that_is_done_and_one_that_was_discarded_are_still_told_of_and_cannot_be_acted_on()
    {
        Operations.Report = JobSample.Report(null, AttemptOutcome.Done, AttemptOutcome.Lost);
        var done = Open();
        Assert.Equal("Done", done.Find(".ops-title .chip").TextContent);
        Assert.Equal(["Done", "Lost its worker"], done.FindAll(".attempts b").Select(word => word.TextContent));
        Assert.All(done.FindAll(".ops-actions button"), button => Assert.True(button.HasAttribute("disabled")));
        Operations.Report = JobSample.Report(null, AttemptOutcome.Failed);
        Assert.Equal("Discarded", Open().Find(".ops-title .chip").TextContent);
    }

    [Fact]
    public void A_job_of_which_nothing_is_known_is_not_found() =>
        Assert.Equal("There is no job 7", Open().Find("h1").TextContent);

    [Fact]
    public void It_is_retried_after_it_was_shown_that_it_can_be_and_what_came_of_it_is_said()
    {
        Operations.Rows.Add(FakeOperations.Row(7, JobState.Dead, 1));
        Operations.Report = JobSample.Report(Operations.Rows[0], AttemptOutcome.Stopped);
        var page = Open();
        Button(page, "Retry now r").Click();
        Assert.Equal("Retry 1 job?", page.Find(".plan h2").TextContent);
        page.Find(".plan form").Submit();
        Assert.Equal(["ada retry 7"], Operations.Done);
        Assert.Equal("It is tried now.", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public void A_job_that_runs_cannot_be_retried_and_the_preview_says_why()
    {
        Operations.Rows.Add(FakeOperations.Row(7, JobState.Running, 1));
        Operations.Report = JobSample.Report(Operations.Rows[0]);
        var page = Open();
        Button(page, "Retry now r").Click();
        Assert.Equal("There is nothing to retry", page.Find(".plan h2").TextContent);
        Assert.Contains("run already", page.Find(".plan").TextContent, StringComparison.Ordinal);
        Button(page, "Close").Click();
        Assert.Empty(page.FindAll(".plan"));
    }

    [Fact]
    public void A_viewer_is_told_why_nothing_can_be_pressed()
    {
        BeViewer();
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1), AttemptOutcome.Stopped);
        var page = Open();
        AssertDenied(page.FindAll(".ops-actions button"));
        Assert.Contains("takes the role operator", page.Find("#why-not").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_people_did_to_it_and_which_changes_wait_for_it()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Running, 1)) with
        {
            Actions =
            [
                new(FakeOperations.Now, "grace", "retry", "git", 7, null, null, null, null),
                new(FakeOperations.Now, "ada", "discard", "git", 7, null, null, null, "not wanted"),
            ],
            Changes =
            [
                new("pub_2", "yank", "0.4.2", FakeOperations.Now.AddMinutes(-1), Unfinished: true),
                new("pub_1", "publish", "0.4.2", FakeOperations.Now.AddMinutes(-9), Unfinished: false),
            ],
        };
        var page = Open();
        Assert.Equal("Running for 3 s on harbour-1/git", ChangePageTest.Text(page.Find("section[aria-labelledby=attempts] .attempt")));
        Assert.Equal("None has ended yet.", page.Find(".calm").TextContent);
        Assert.Equal(
            ["grace had it tried at once 10:42:07 UTC", "ada discarded it 10:42:07 UTC“not wanted”"],
            page.FindAll("section[aria-labelledby=actions] li").Select(ChangePageTest.Text));
        Assert.Equal(
            ["yank 0.4.2 1 min ago, unfinished", "publish 0.4.2 9 min ago"], page.FindAll("section[aria-labelledby=changes] li").Select(ChangePageTest.Text));
    }

    [Fact]
    public void While_it_cannot_be_read_it_keeps_what_it_has_and_says_so()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1), AttemptOutcome.Stopped);
        var page = Open();
        Operations.Fault = new InvalidOperationException("The database is away.");
        Tick();
        page.WaitForAssertion(() => Assert.Equal(["Stopped", "Cannot be read now"], page.FindAll(".ops-title .chip").Select(chip => chip.TextContent)));
    }

    [Fact]
    public void A_discarded_job_is_put_back()
    {
        JobAction discard = new(FakeOperations.Now, "grace", "discard", "git", 7, "update_git_index", "crate:1", "{}", "not wanted");
        Operations.Report = JobSample.Report(null, AttemptOutcome.Failed) with { Actions = [discard] };
        var page = Open();
        Assert.StartsWith("grace discarded it: “not wanted”. What it was to do is kept", page.Find(".restore p").TextContent, StringComparison.Ordinal);
        Button(page, "Put back").Click();
        Assert.Equal(["ada restore 7"], Operations.Done);
        page.WaitForAssertion(() => Assert.Contains("It is put back.", page.FindAll("[role=status]").Select(said => said.TextContent)));

        Operations.Report = Operations.Report with { Actions = [new(FakeOperations.Now, "ada", "restore", "git", 7, null, null, null, null), discard] };
        var restored = Open();
        Assert.Empty(restored.FindAll(".restore"));
        Assert.Contains("ada put it back.", restored.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_viewer_does_not_put_a_job_back()
    {
        BeViewer();
        Operations.Report = JobSample.Report(null, AttemptOutcome.Failed) with
        {
            Actions = [new(FakeOperations.Now, "grace", "discard", "git", 7, "update_git_index", "crate:1", "{}", "not wanted")],
        };
        AssertDenied(Open().FindAll(".restore button"));
    }

    [Theory]
    [InlineData(JobState.Ready, true, "It waits until its queue is resumed.")]
    [InlineData(JobState.Ready, false, "It waits until a worker is there for its queue.")]
    [InlineData(JobState.Scheduled, true, "It has failed, and is not tried again until its queue is resumed.")]
    public void While_its_queue_stands_still_it_says_why_and_by_whom(JobState state, bool paused, string sentence)
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, state, 1)) with
        {
            Hold = paused ? new QueueHold("git", "grace", FakeOperations.Now, "the host moves") : new QueueHold("git"),
        };
        var page = Open();
        Assert.Equal(sentence, page.Find(".lead").TextContent);
        Assert.Equal(
            paused ? "The queue git is paused by grace: the host moves Queues" : "The queue git has no worker: nothing in it is begun. Queues",
            ChangePageTest.Text(page.Find("[data-queue-hold]")));
    }

    [Fact]
    public void It_leads_to_its_neighbours_in_the_list_it_was_opened_from_and_back_to_it()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1));
        Operations.Neighbours = (9, 4);
        Services.GetRequiredService<NavigationManager>().NavigateTo("admin/jobs/7?q=state%3Astopped");
        var page = Open();
        Assert.Equal(
            [("Jobs, state:stopped", "admin/jobs?q=state%3Astopped"), ("Previous k", "admin/jobs/9?q=state%3Astopped"), ("Next j", "admin/jobs/4?q=state%3Astopped")],
            page.FindAll(".job-way a").Select(link => (link.TextContent, link.GetAttribute("href")!)));

        // Who goes from one to the next is not led astray by what happens meanwhile.
        Operations.Neighbours = (8, 5);
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Running, 1));
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Running", page.Find(".ops-title .chip").TextContent));
        Assert.Equal("admin/jobs/4?q=state%3Astopped", page.Find("[data-key-next]").GetAttribute("href"));
    }

    [Fact]
    public void At_either_end_of_the_list_there_is_no_neighbour()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Dead, 1));
        Assert.Equal([("Jobs", "admin/jobs")], Open().FindAll(".job-way a").Select(link => (link.TextContent, link.GetAttribute("href")!)));
    }

    [Fact]
    public void It_says_how_other_jobs_of_its_key_fared()
    {
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Ready)) with
        {
            History =
            [
                JobSample.Attempt(AttemptOutcome.Done, 1, FakeOperations.Now) with { JobId = 5, Kind = "update_sparse_index" },
                JobSample.Attempt(AttemptOutcome.Failed, 1, FakeOperations.Now) with { JobId = 4 },
                JobSample.Attempt(AttemptOutcome.Failed, 1, FakeOperations.Now) with { JobId = 4 },
            ],
        };
        var page = Open();
        Assert.Equal(
            ["update_sparse_index 5 Done 10:42:07 UTC, after 2 s", "update_git_index 4 Failed 10:42:07 UTC, after 2 sdisk full", "update_git_index 4 Failed 10:42:07 UTC, after 2 sdisk full"],
            page.FindAll("section[aria-labelledby=history] li").Select(ChangePageTest.Text));
        Assert.Equal("admin/jobs/5", page.Find("section[aria-labelledby=history] a").GetAttribute("href"));
    }

    [Fact]
    public void A_reason_that_is_being_typed_outlives_what_the_page_reads_and_that_its_reader_is_asked_for_again()
    {
        Operations.Rows.Add(FakeOperations.Row(7, JobState.Dead, 1));
        Operations.Report = JobSample.Report(Operations.Rows[0], AttemptOutcome.Stopped);
        var page = Open();
        Button(page, "Discard…").Click();
        page.Find("#plan-reason").Input("not wan");
        Operations.Report = JobSample.Report(FakeOperations.Row(7, JobState.Scheduled, 1), AttemptOutcome.Failed);
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Retrying", page.Find(".ops-title .chip").TextContent));
        page.Render(again => again.Add(job => job.Id, 7));
        Assert.Equal("not wan", page.Find("#plan-reason").GetAttribute("value"));
    }

    private IRenderedComponent<JobPage> Open() => Render<JobPage>(page => page.Add(job => job.Id, 7));
}
