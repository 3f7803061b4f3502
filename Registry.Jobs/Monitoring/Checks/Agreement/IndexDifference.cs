namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Where the registry shows something else than its database says, which is what mends it depends on.</summary>
internal enum DifferenceKind
{
    /// <summary>A file of the sparse index.</summary>
    Sparse,

    /// <summary>A file of the git index.</summary>
    Git,

    /// <summary>A file of the git index that belongs to no crate.</summary>
    Stray,

    /// <summary>The git index, or a part of it, cannot be read.</summary>
    GitDamage,

    /// <summary>A stored <c>.crate</c> file.</summary>
    StoredFile,

    /// <summary>A change that is not through yet, and the job that would go on with it is gone.</summary>
    Abandoned,

    /// <summary>The same, because a person discarded that job.</summary>
    Stopped,
}

/// <summary>A crate of which the registry shows something else than the database says.</summary>
/// <param name="Kind">Where it differs.</param>
/// <param name="Id">The crate, or the version for a stored file; 0 for a file that belongs to none.</param>
/// <param name="Subject">The crate's name; the path of a file that belongs to none; the key of a stored file.</param>
/// <param name="Sentence">What differs.</param>
internal sealed record IndexDifference(DifferenceKind Kind, long Id, string Subject, string Sentence)
{
    private const int MaxNamed = 3;

    /// <summary>The first few of several, and how many more there are.</summary>
    public static string Name(IReadOnlyList<IndexDifference> differences)
    {
        var named = string.Join("; ", differences.Take(MaxNamed).Select(difference => difference.Sentence));
        return differences.Count > MaxNamed ? $"{named}; and {differences.Count - MaxNamed} more" : named;
    }
}
