namespace Registry.Jobs.Index.Git;

/// <summary>
/// Another writer moved the branch since its head was read. Nothing was written to the branch: read the head and what is to be written
/// again, and try once more.
/// </summary>
internal sealed class IndexHeadMovedException(string expectedHead)
    : Exception($"The git index has moved on from commit {expectedHead}; somebody else wrote to it meanwhile.")
{
    /// <summary>The commit the writer had built on.</summary>
    public string ExpectedHead { get; } = expectedHead;
}
