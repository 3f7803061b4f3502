using Registry.App.Admin.Index;
using Registry.Data.Monitoring;
using Registry.Jobs.Monitoring.Running;
using Xunit;

namespace Registry.App.Tests.Admin.Index;

public sealed class UpkeepSentencesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void A_comparison_that_goes_on_says_how_much_of_how_much_it_has_seen()
    {
        var run = Read(RunKind.Verify, """{"requestedBy":"grace","seesGit":true,"seesFiles":true,"total":1284,"seen":200,"crates":199,"underWay":1}""");
        Assert.Equal(new UpkeepProgress("Comparing crates", 200, 1_284), run.Progress);
        Assert.StartsWith("Compared 200 of 1 284 crates and 0 stored files so far: no difference.", run.Sentence, StringComparison.Ordinal);
        Assert.Equal("grace", run.RequestedBy);
    }

    [Fact]
    public void One_that_has_ended_says_only_what_came_of_it()
    {
        var run = Read(RunKind.Verify, """{"requestedBy":"grace","seesGit":true,"seesFiles":true,"total":2,"seen":2,"crates":2}""", Now);
        Assert.Null(run.Progress);
        Assert.Equal("Compared 2 crates and 0 stored files: no difference.", run.Sentence);
    }

    [Fact]
    public void Crates_that_come_meanwhile_do_not_make_it_more_than_all() => Assert.Equal(
        new UpkeepProgress("Looking for what belongs to no crate, and at stored files", 3, 3),
        Read(RunKind.Repair, """{"requestedBy":"grace","seesGit":true,"seesFiles":true,"total":2,"seen":3,"crates":3}""").Progress);

    [Theory]
    [InlineData(RunKind.Squash)]
    [InlineData(RunKind.Pack)]
    public void Other_work_says_what_is_being_done(string kind)
    {
        var run = Read(kind, """{"requestedBy":"grace","phase":"Packing everything"}""");
        Assert.Equal((new UpkeepProgress("Packing everything"), "grace", null), (run.Progress, run.RequestedBy, run.Sentence));
    }

    private static UpkeepRun Read(string kind, string results, DateTimeOffset? finishedAt = null) => UpkeepSentences.Read(
        new MonitorRun { Kind = kind, Node = "harbour-1", StartedAt = Now.AddMinutes(-1), FinishedAt = finishedAt, Results = results });
}
