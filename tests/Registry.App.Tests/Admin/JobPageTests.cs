using Bunit;
using Registry.App.Admin;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class JobPageTests : AdminPageTest
{
    private static JobReport Report(JobRow? row, params AttemptOutcome[] outcomes) => new()
    {
        Id = 7,
        Row = row,
        Kind = "update_git_index",
        Crate = "tide-tables",
        Attempts = [.. outcomes.Select((outcome, place) => new JobAttempt(
            7, "update_git_index", outcomes.Length - place, FakeOperations.Now.AddMinutes(-place), FakeOperations.Now.AddMinutes(-place).AddSeconds(2),
            "harbour-1/git", outcome, outcome == AttemptOutcome.Done ? null : "disk full", null))],
        Actions = [],
        Changes = [],
        ReadAt = FakeOperations.Now,
    };

    [Theory]
    [InlineData(JobState.Ready, "Waiting", "It waits for a worker.")]
    [InlineData(JobState.Running, "Running", "A worker runs it at this moment.")]
    [InlineData(JobState.Scheduled, "Retrying", "It has failed, and is tried again by itself, ever more seldom.")]
    [InlineData(JobState.Blocked, "Behind another", "It waits until an earlier job of its order is done.")]
    [InlineData(JobState.Dead, "Stopped", "It is not tried again by itself. Retry it once what stopped it is mended, or discard it.")]
    public void It_says_where_the_job_stands(JobState state, string word, string sentence)
    {
        Operations.Report = Report(FakeOperations.Row(7, state, 1), AttemptOutcome.Failed);
        var page = Open();
        Assert.Equal((word, sentence), (page.Find(".ops-title .chip").TextContent, page.Find(".lead").TextContent));
        Assert.Equal("disk full", page.Find(".attempts .error").TextContent);
        Assert.Equal("{\n  \"crateId\": 1\n}", page.Find(".json pre").TextContent);
    }

    [Fact]
    public void A_job_that_is_done_and_one_that_was_discarded_are_still_told_of_and_cannot_be_acted_on()
    {
        Operations.Report = Report(null, AttemptOutcome.Done, AttemptOutcome.Lost);
        var done = Open();
        Assert.Equal("Done", done.Find(".ops-title .chip").TextContent);
        Assert.Equal(["Done", "Lost its worker"], done.FindAll(".attempts b").Select(word => word.TextContent));
        Assert.All(done.FindAll(".ops-actions button"), button => Assert.True(button.HasAttribute("disabled")));
        Operations.Report = Report(null, AttemptOutcome.Failed);
        Assert.Equal("Discarded", Open().Find(".ops-title .chip").TextContent);
    }

    [Fact]
    public void A_job_of_which_nothing_is_known_is_not_found() =>
        Assert.Equal("There is no job 7", Open().Find("h1").TextContent);

    private IRenderedComponent<JobPage> Open() => Render<JobPage>(page => page.Add(job => job.Id, 7));
}
