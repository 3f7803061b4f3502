namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>What came of a part of a comparison.</summary>
internal sealed record ComparedPage(IReadOnlyList<IndexDifference> Differences)
{
    /// <summary>Crates that were looked at, those included that were left out.</summary>
    public int Seen { get; init; }

    /// <summary>Crates that were compared.</summary>
    public int Crates { get; init; }

    /// <summary>Crates that were left out, because changes of them are on their way.</summary>
    public int UnderWay { get; init; }

    /// <summary>Stored files that were compared.</summary>
    public int Files { get; init; }
}
