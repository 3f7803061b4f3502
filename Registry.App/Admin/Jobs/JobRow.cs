using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>A job as operators see it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Crate">The crate it is about, if it is about one.</param>
/// <param name="Done">How it was done; null while it is unfinished.</param>
public sealed record JobRow(JobDetails Job, string? Crate, DoneJob? Done = null)
{
    /// <summary>What it is about, in as few words as there are.</summary>
    public string About => Crate ?? Job.Key ?? Job.Kind;

    /// <summary>A job that was done, in the row of an unfinished one: what is not kept of it is not shown either.</summary>
    internal static JobRow Of(DoneJob done, string? crate) => new(
        new JobDetails
        {
            Id = done.Id,
            Kind = done.Kind,
            Queue = done.Queue,
            Key = done.Key,
            Arguments = "{}",
            Priority = 0,
            State = JobState.Ready,
            Attempts = done.Attempt,
            Losses = 0,
            RunAt = done.StartedAt,
            CreatedAt = done.FinishedAt,
        },
        crate,
        done);
}

/// <summary>Jobs that match, the newest first.</summary>
/// <param name="Rows">Some of them.</param>
/// <param name="Total">How many there are; null where they are not counted.</param>
/// <param name="ReadAt">When they were read, by the database's clock.</param>
/// <param name="Kept">For how long jobs that are done are kept.</param>
public sealed record JobList(IReadOnlyList<JobRow> Rows, long? Total, DateTimeOffset ReadAt, TimeSpan Kept = default);
