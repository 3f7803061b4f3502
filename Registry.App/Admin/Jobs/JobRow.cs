using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>A job as operators see it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Crate">The crate it is about, if it is about one.</param>
public sealed record JobRow(JobDetails Job, string? Crate)
{
    /// <summary>What it is about, in as few words as there are.</summary>
    public string About => Crate ?? Job.Key ?? Job.Kind;
}

/// <summary>Jobs that match, the newest first.</summary>
/// <param name="Rows">Some of them.</param>
/// <param name="Total">How many there are.</param>
/// <param name="ReadAt">When they were read, by the database's clock.</param>
public sealed record JobList(IReadOnlyList<JobRow> Rows, long Total, DateTimeOffset ReadAt);
