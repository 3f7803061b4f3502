namespace Registry.Data.Downloads;

/// <summary>
/// Downloads that a process has handed over. Where the answer was lost it hands them over again, and this tells that they are counted.
/// </summary>
public sealed class DownloadBatch
{
    /// <summary>Chosen by the process.</summary>
    public Guid Id { get; init; }

    /// <summary>When they were counted.</summary>
    public required DateTimeOffset CountedAt { get; init; }
}
