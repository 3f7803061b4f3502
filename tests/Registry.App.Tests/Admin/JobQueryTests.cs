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
        Assert.Equal((JobState.Scheduled, 0), (JobQuery.Parse("state:later").Filter(default).State!.Value, JobQuery.Parse("state:later").Filter(default).MaxAttempts!.Value));
    }
}
