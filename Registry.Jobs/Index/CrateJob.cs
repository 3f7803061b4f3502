namespace Registry.Jobs.Index;

/// <summary>
/// What every index job is told: which crate. What to write it reads from the database when it runs, so that the order of jobs cannot
/// matter.
/// </summary>
/// <param name="CrateId">Key of the crate.</param>
internal sealed record CrateJob(long CrateId);
