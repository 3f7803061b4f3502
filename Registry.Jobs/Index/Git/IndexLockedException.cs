namespace Registry.Jobs.Index.Git;

/// <summary>The branch stayed locked by another process for longer than a writer waits.</summary>
internal sealed class IndexLockedException(string lockFile)
    : Exception($"The branch of the git index is locked by another process ({lockFile}).");
