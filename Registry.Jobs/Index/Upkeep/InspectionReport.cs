namespace Registry.Jobs.Index.Upkeep;

/// <summary>What a comparison of the whole index has come to, so far or in the end.</summary>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="SeesGit">Whether the git index could be compared where it ran.</param>
/// <param name="SeesFiles">Whether the stored files could.</param>
internal sealed record InspectionReport(string RequestedBy, bool SeesGit, bool SeesFiles)
{
    /// <summary>How many crates there were when it began.</summary>
    public long? Total { get; init; }

    /// <summary>Crates that have been looked at, those included that were left out.</summary>
    public int Seen { get; init; }

    public int Crates { get; init; }

    public int Files { get; init; }

    /// <summary>Crates that were left out, because changes of them are on their way.</summary>
    public int UnderWay { get; init; }

    public int Differences { get; init; }

    /// <summary>Differences that no job can mend.</summary>
    public int BeyondMending { get; init; }

    /// <summary>The first of the differences, in words.</summary>
    public IReadOnlyList<string> Sentences { get; init; } = [];

    /// <summary>Jobs that were enqueued to mend differences; null where nothing was to be mended.</summary>
    public int? Jobs { get; init; }

    /// <summary>Whether it was ended before its end, as it took too long.</summary>
    public bool IsCutShort { get; init; }
}

/// <summary>What a squash came to.</summary>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="OldHead">Where the branch was; null when its history was one commit already.</param>
/// <param name="NewHead">Where it is.</param>
/// <param name="Snapshot">The branch that keeps the old history.</param>
internal sealed record SquashReport(string RequestedBy, string? OldHead, string? NewHead, string? Snapshot)
{
    /// <summary>What is being done; null at the end.</summary>
    public string? Phase { get; init; }
}

/// <summary>What a packing came to.</summary>
/// <param name="RequestedBy">Who asked for it; null when it was due.</param>
/// <param name="Before">How the objects were kept; null when another process was packing.</param>
/// <param name="After">How they are kept now.</param>
internal sealed record PackReport(string? RequestedBy, string? Before, string? After)
{
    /// <summary>What is being done; null at the end.</summary>
    public string? Phase { get; init; }
}
