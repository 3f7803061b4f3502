using Registry.Jobs.Index.Git.Packing;
using Registry.Jobs.Index.Git.Squashing;
using Registry.Jobs.Index.Upkeep;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index;

/// <summary>The jobs that bring a change into the index, in the order in which they follow one another.</summary>
internal static class IndexJobs
{
    public const string SparseQueue = "sparse";
    public const string GitQueue = "git";
    public const string PackingQueue = "packing";

    /// <summary>Shorter than the time after which the monitor takes an open transaction for a forgotten one.</summary>
    public static readonly TimeSpan InspectionTimeout = TimeSpan.FromMinutes(9);

    /// <summary>Applies the waiting changes of a crate and writes its file of the sparse index.</summary>
    public static JobKind<CrateJob> UpdateSparseIndex { get; } = new("update_sparse_index")
    {
        Queue = SparseQueue,
        Coalesce = true,
        Key = job => KeyOf(job.CrateId),
    };

    /// <summary>Writes the same bytes to the git index; many crates share a commit.</summary>
    public static JobKind<CrateJob> UpdateGitIndex { get; } = new("update_git_index")
    {
        Queue = GitQueue,
        Coalesce = true,
        BatchSize = 1000,
        Timeout = TimeSpan.FromMinutes(5),
        Key = job => KeyOf(job.CrateId),
    };

    /// <summary>Collapses the history of the git index; by the one writer, so that no publish comes between.</summary>
    public static JobKind<SquashGitIndex> SquashGitIndex { get; } = new("squash_git_index")
    {
        Queue = GitQueue,
        Coalesce = true,
        Timeout = TimeSpan.FromMinutes(5),
        Key = _ => "git-index",
    };

    /// <summary>Removes the stored files of deleted versions, once neither projection shows them.</summary>
    public static JobKind<CrateJob> RemoveStoredFiles { get; } = new("remove_stored_files")
    {
        Coalesce = true,
        Key = job => KeyOf(job.CrateId),
    };

    /// <summary>Fetches line and file through the public address, as cargo would.</summary>
    public static JobKind<CrateJob> VerifyCrate { get; } = new("verify_crate")
    {
        Coalesce = true,
        Key = job => KeyOf(job.CrateId),
    };

    /// <summary>Packs the git index, in a queue of its own: no publish waits for it.</summary>
    public static JobKind<PackGitIndex> PackGitIndex { get; } = new("pack_git_index")
    {
        Queue = PackingQueue,
        Coalesce = true,
        Key = job => job.Full ? "git-index:full" : "git-index",
        Timeout = InspectionTimeout,
    };

    /// <summary>Compares the whole index with the database; where packing is done, since that is where the git index is, and no publish waits.</summary>
    public static JobKind<InspectIndex> VerifyIndex { get; } = new("verify_index")
    {
        Queue = PackingQueue,
        Coalesce = true,
        Timeout = InspectionTimeout,
        Retry = new RetryPolicy { MaxAttempts = 3 },
        Key = _ => "index:verify",
    };

    /// <summary>The same, and has what differs mended.</summary>
    public static JobKind<InspectIndex> RepairIndex { get; } = new("repair_index")
    {
        Queue = PackingQueue,
        Coalesce = true,
        Timeout = InspectionTimeout,
        Retry = new RetryPolicy { MaxAttempts = 3 },
        Key = _ => "index:repair",
    };

    /// <summary>Those that a change goes through.</summary>
    public static IReadOnlyList<JobKind<CrateJob>> All { get; } = [UpdateSparseIndex, UpdateGitIndex, RemoveStoredFiles, VerifyCrate];

    /// <summary>What the jobs of a crate are found by.</summary>
    public static string KeyOf(long crateId) => $"crate:{crateId}";

    /// <summary>The crate a key is about, or null when it is about something else.</summary>
    public static long? CrateOf(string? key) =>
        key is not null && key.StartsWith("crate:", StringComparison.Ordinal) && long.TryParse(key["crate:".Length..], out var id) ? id : null;
}
