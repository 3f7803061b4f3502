using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>The two steps of a commit that LibGit2Sharp does not offer, or not well enough.</summary>
internal interface IGitPlumbing
{
    /// <summary>
    /// Writes a commit that brings files into the tree of its parent, on disk: blobs, the trees on their paths and no other. Directories
    /// left empty are gone.
    /// </summary>
    /// <returns>Null when the tree would be the same; nothing is written then.</returns>
    ObjectId? WriteCommit(Repository repository, Commit parent, IReadOnlyList<IndexFile> files, Signature committer, string message);

    /// <summary>Moves a branch if it is where the caller believes it to be: a true compare-and-swap across processes.</summary>
    ReferenceMove MoveReference(Repository repository, string reference, ObjectId from, ObjectId to);
}

/// <summary>What became of a compare-and-swap.</summary>
internal enum ReferenceMove
{
    Moved,

    /// <summary>The reference is elsewhere.</summary>
    Lost,

    /// <summary>Another process holds its lock.</summary>
    Locked,
}
