using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class JobQueryTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  state:retrying   kind:verify_crate ", "state:retrying kind:verify_crate")]
    [InlineData("error:\"push rejected\"", "error:\"push rejected\"")]
    [InlineData("tide-tables", "crate:tide-tables")]
    [InlineData("4127", "id:4127")]
    [InlineData("kind:a kind:b", "kind:b")]
    [InlineData("error:\"never closed", "error:\"never closed\"")]
    public void A_query_is_read_and_written(string text, string written)
    {
        Assert.Equal(written, JobQuery.Parse(text).ToString());
        Assert.Equal(written, JobQuery.Parse(written).ToString());
    }

    [Theory]
    [InlineData("a \"quoted\" word")]
    [InlineData("a back\\slash")]
    [InlineData("\\\"")]
    [InlineData("push # rejected: state:dead")]
    public void Whatever_an_error_says_survives_the_address(string error)
    {
        var query = JobQuery.Parse(JobQuery.Everything.With("failure", error).With("state", "stopped").ToString());
        Assert.Equal((error, "stopped", null), (query["failure"], query["state"], query.Fault));
    }

    [Theory]
    [InlineData("state:tired")]
    [InlineData("colour:red")]
    [InlineData("attempts:3")]
    [InlineData("queued:>1y")]
    [InlineData("queued:>")]
    [InlineData("id:x")]
    [InlineData("id:99999999999999999999")]
    [InlineData("kind:\"\"")]
    [InlineData("worker:\"\"")]
    [InlineData("state:done attempts:>3")]
    [InlineData("state:done error:full")]
    public void What_makes_no_sense_is_told(string text) => Assert.NotNull(JobQuery.Parse(text).Fault);

    [Fact]
    public void Words_become_a_filter()
    {
        var filter = JobQuery.Parse("state:retrying kind:k queue:q error:e attempts:>3 queued:>2h").Filter(FakeOperations.Now);
        Assert.Equal(
            new JobFilter
            {
                State = JobState.Scheduled,
                Kind = "k",
                Queue = "q",
                Error = "e",
                MinAttempts = 4,
                CreatedBefore = FakeOperations.Now.AddHours(-2),
            },
            filter);
        Assert.Equal(
            new JobFilter { Kind = "update_sparse_index", MaxAttempts = 0, CreatedBefore = FakeOperations.Now.AddMinutes(-1) }, JobQuery.Late.Filter(FakeOperations.Now));
        Assert.Equal((JobState.Scheduled, 0), (JobQuery.Parse("state:later").Filter(default).State!.Value, JobQuery.Parse("state:later").Filter(default).MaxAttempts!.Value));
    }

    [Theory]
    [InlineData("attempts:<3", null, 2)]
    [InlineData("state:retrying attempts:<3", 1, 2)]
    [InlineData("state:later attempts:<3", null, 0)]
    [InlineData("state:retrying attempts:>3", 4, null)]
    public void Attempts_are_bounded_from_above_too(string text, int? least, int? most)
    {
        var filter = JobQuery.Parse(text).Filter(FakeOperations.Now);
        Assert.Equal((least, most), (filter.MinAttempts, filter.MaxAttempts));
    }

    [Fact]
    public void Jobs_are_found_by_who_runs_them_and_by_having_been_added_lately() => Assert.Equal(
        new JobFilter { Worker = "harbour-1", CreatedAfter = FakeOperations.Now.AddHours(-1) },
        JobQuery.Parse("worker:harbour-1 queued:<1h").Filter(FakeOperations.Now));

    [Fact]
    public void What_is_done_is_none_of_the_unfinished_jobs_and_is_found_by_what_is_kept_of_it()
    {
        var query = JobQuery.Parse("state:done kind:k queue:q worker:w");
        Assert.Equal((true, null), (query.IsDone, query.Fault));
        Assert.Empty(query.Filter(FakeOperations.Now).Ids!);
        Assert.Equal(new JobFilter { Kind = "k", Queue = "q", Worker = "w" }, query.DoneFilter());
        Assert.Equal("kind:k state:done", JobQuery.Parse("kind:k error:e attempts:>3").In(JobWord.Done).ToString());
    }
}
