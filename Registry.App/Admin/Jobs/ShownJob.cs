namespace Registry.App.Admin.Jobs;

/// <summary>A row that somebody reads: it stays where it is, whatever becomes of its job.</summary>
/// <param name="Row">The job as it was last seen.</param>
/// <param name="Done">How it ended, done or discarded; null while it is unfinished.</param>
public sealed record ShownJob(JobRow Row, bool? Done = null)
{
    /// <summary>A row as it was read.</summary>
    internal static ShownJob Of(JobRow row) => new(row, row.Done is null ? null : true);
}
