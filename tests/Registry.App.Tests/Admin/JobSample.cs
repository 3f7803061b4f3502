using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;

namespace Registry.App.Tests.Admin;

/// <summary>What is told of one job.</summary>
internal static class JobSample
{
    /// <param name="row">The job; null when it is over.</param>
    /// <param name="outcomes">How its attempts ended, the last first.</param>
    public static JobReport Report(JobRow? row, params AttemptOutcome[] outcomes) => new()
    {
        Id = 7,
        Row = row,
        Kind = "update_git_index",
        Crate = "tide-tables",
        Attempts = [.. outcomes.Select((outcome, place) => Attempt(outcome, outcomes.Length - place, FakeOperations.Now.AddMinutes(-place)))],
        Actions = [],
        Changes = [],
        ReadAt = FakeOperations.Now,
    };

    /// <summary>An attempt that took two seconds.</summary>
    public static JobAttempt Attempt(AttemptOutcome outcome, int number, DateTimeOffset startedAt) => new(
        7, "update_git_index", number, startedAt, startedAt.AddSeconds(2), "harbour-1/git", outcome,
        outcome == AttemptOutcome.Done ? null : "disk full", null);
}
