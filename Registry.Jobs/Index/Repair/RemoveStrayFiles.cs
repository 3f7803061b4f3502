using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Repair;

/// <summary>Takes files out of the git index that belong to no crate. Whether they do is asked again when it runs.</summary>
/// <param name="Paths">Where they are.</param>
internal sealed record RemoveStrayFiles(IReadOnlyList<string> Paths)
{
    /// <summary>The kind. The git index has one writer, so it is a job like those that add files.</summary>
    public static JobKind<RemoveStrayFiles> Kind { get; } = new("remove_stray_files")
    {
        Queue = IndexJobs.GitQueue,
        Coalesce = true,
        Timeout = IndexJobs.UpdateGitIndex.Timeout,
        Key = job => $"stray:{job.Paths[0]}",
    };
}
