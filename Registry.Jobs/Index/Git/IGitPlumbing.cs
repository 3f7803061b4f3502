using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>The two steps of a commit that LibGit2Sharp does not offer, or not well enough.</summary>
internal interface IGitPlumbing
{
    /// <summary>Writes the trees that the edits touch, and no other, and gives the new root. Directories left empty are gone.</summary>
    ObjectId UpdateTree(Repository repository, Tree basis, IReadOnlyList<TreeEdit> edits);

    /// <summary>Moves a branch if it is where the caller believes it to be: a true compare-and-swap across processes.</summary>
    ReferenceMove MoveReference(Repository repository, string reference, ObjectId from, ObjectId to);
}

/// <summary>A file in a tree: the blob it shall hold, or null for a file that is there and shall be gone.</summary>
internal readonly record struct TreeEdit(string Path, ObjectId? Blob);

/// <summary>What became of a compare-and-swap.</summary>
internal enum ReferenceMove
{
    Moved,

    /// <summary>The reference is elsewhere.</summary>
    Lost,

    /// <summary>Another process holds its lock.</summary>
    Locked,
}
