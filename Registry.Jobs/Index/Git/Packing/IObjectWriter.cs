using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>Where the new objects of a commit go: each into a file of its own, or all into one.</summary>
internal interface IObjectWriter : IDisposable
{
    /// <summary>Takes an object whose id is known.</summary>
    void Write(GitObjectType type, ObjectId id, ReadOnlySpan<byte> content);

    /// <summary>Puts what was written where readers find it, on disk. Without it nothing is there.</summary>
    void Complete();
}
