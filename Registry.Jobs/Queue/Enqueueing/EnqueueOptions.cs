namespace Registry.Jobs.Queue;

/// <summary>How one job differs from others of its kind.</summary>
public sealed record EnqueueOptions
{
    /// <summary>Not before this has passed, by the server's clock. With <see cref="RunAt"/> it counts for nothing.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Not before this moment of the server's clock.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Instead of <see cref="JobKind.Priority"/>. A kind with an ordering key keeps its own.</summary>
    public short? Priority { get; init; }
}
