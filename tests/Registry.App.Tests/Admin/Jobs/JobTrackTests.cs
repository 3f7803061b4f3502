using Bunit;
using Registry.App.Admin.Jobs;
using Registry.App.Tests.Changes;
using Registry.Jobs.Queue;
using Xunit;

namespace Registry.App.Tests.Admin.Jobs;

/// <summary>How long a job has waited, run and paused. It was added eleven minutes ago.</summary>
public sealed class JobTrackTests : PageTest
{
    private static readonly DateTimeOffset Now = FakeOperations.Now;

    [Fact]
    public void Before_its_first_attempt_it_waits() =>
        Assert.Equal(["waiting: Waiting its turn 11 min", "ahead: Ran not yet", "ahead: Done still to come"], Track(FakeOperations.Row(7, JobState.Ready)));

    [Fact]
    public void What_is_put_off_is_told_apart_from_what_waits_its_turn() =>
        Assert.Equal("waiting: Put off 11 min", Track(FakeOperations.Row(7, JobState.Scheduled))[0]);

    [Fact]
    public void In_its_first_attempt_it_runs() => Assert.Equal(
        ["done: Waited its turn 10 min 57 s", "running: Running 3 s in 1 attempt", "ahead: Done still to come"], Track(FakeOperations.Row(7, JobState.Running)));

    [Fact]
    public void After_failures_it_says_how_long_it_ran_and_paused_in_all() => Assert.Equal(
        ["done: Waited its turn 1 min", "done: Ran 4 s in 2 attempts", "retrying: Between attempts 9 min 56 s", "ahead: Done still to come"],
        Track(FakeOperations.Row(7, JobState.Scheduled, 2), Attempt(2, AttemptOutcome.Failed, minutesAgo: 4), Attempt(1, AttemptOutcome.Failed, minutesAgo: 10)));

    [Fact]
    public void Once_stopped_no_time_passes_between_attempts_any_more() => Assert.Equal(
        ["done: Waited its turn 1 min", "done: Ran 4 s in 2 attempts", "done: Between attempts 5 min 58 s", "stopped: Stopped 3 min 58 s ago"],
        Track(FakeOperations.Row(7, JobState.Dead, 2), Attempt(2, AttemptOutcome.Stopped, minutesAgo: 4), Attempt(1, AttemptOutcome.Failed, minutesAgo: 10)));

    [Fact]
    public void Of_one_that_is_done_what_is_still_known_is_told() =>
        Assert.Equal(["done: Ran 2 s in 1 attempt", "done: Done 3 min 58 s ago"], Track(null, Attempt(1, AttemptOutcome.Done, minutesAgo: 4)));

    [Fact]
    public void When_its_first_attempts_are_forgotten_nobody_knows_how_long_it_waited() =>
        Assert.Equal("done: Ran 2 s in 1 attempt", Track(FakeOperations.Row(7, JobState.Scheduled, 9), Attempt(9, AttemptOutcome.Failed, minutesAgo: 4))[0]);

    private static JobAttempt Attempt(int number, AttemptOutcome outcome, int minutesAgo) =>
        JobSample.Attempt(outcome, number, Now.AddMinutes(-minutesAgo));

    private string[] Track(JobRow? row, params JobAttempt[] attempts)
    {
        var report = JobSample.Report(row) with { Attempts = attempts };
        var track = Render<JobTrack>(shown => shown.Add(one => one.Report, report));
        return [.. track.FindAll("li").Select(station => $"{station.ClassName}: {ChangePageTest.Text(station)}")];
    }
}
