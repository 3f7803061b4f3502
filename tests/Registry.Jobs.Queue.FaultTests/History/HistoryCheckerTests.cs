namespace Registry.Jobs.Queue.FaultTests.History;

/// <summary>The checker sees what is wrong with histories that were made up.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly (string, int)[] Two = [("a", 1), ("a", 2)];

    [Fact]
    public void Nothing_is_wrong_with_jobs_that_run_one_after_the_other_and_again_when_they_were_cut_off()
    {
        JobEvent[] events = [Began(1), Began(1), JobEvent.Began("b", 1), Done(1), Began(2), JobEvent.Done("b", 1), Done(2)];

        Assert.Empty(HistoryChecker.WrongWithJobs(events, [.. Two, ("b", 1)]));
        Assert.Empty(HistoryChecker.WrongWithOrder(events));
    }

    [Fact]
    public void A_job_that_is_lost_is_seen() =>
        Assert.Equal(["a 2 was lost"], HistoryChecker.WrongWithJobs([Began(1), Done(1), Began(2)], Two));

    [Fact]
    public void A_job_that_is_done_twice_is_seen() =>
        Assert.Equal(["a 1 was done twice"], HistoryChecker.WrongWithJobs([Began(1), Began(1), Done(1), Done(1), Began(2), Done(2)], Two));

    [Fact]
    public void A_job_that_begins_after_it_was_done_is_seen() =>
        Assert.Equal(["a 1 began after it was done"], HistoryChecker.WrongWithJobs([Began(1), Done(1), Began(1), Began(2), Done(2)], Two));

    [Fact]
    public void A_job_that_nobody_added_is_seen() =>
        Assert.Equal(["a 3 was never added"], HistoryChecker.WrongWithJobs([Done(1), Done(2), Done(3)], Two));

    [Fact]
    public void A_job_that_begins_while_an_earlier_one_is_not_done_is_seen() =>
        Assert.Equal(["a 2 began when 0 were done"], HistoryChecker.WrongWithOrder([Began(1), Began(2), Done(1), Done(2)]));

    [Fact]
    public void A_job_that_overtakes_another_which_failed_is_seen() => Assert.Equal(
        ["a 2 began when 0 were done", "a 2 was done when 0 were done", "a 1 began when 2 were done", "a 1 was done when 2 were done"],
        HistoryChecker.WrongWithOrder([Began(1), Began(2), Done(2), Began(1), Done(1)]));

    private static JobEvent Began(int number) => JobEvent.Began("a", number);

    private static JobEvent Done(int number) => JobEvent.Done("a", number);
}
