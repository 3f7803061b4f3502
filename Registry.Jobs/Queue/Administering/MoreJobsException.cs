namespace Registry.Jobs.Queue;

/// <summary>What somebody wanted to do would have been done to more jobs than they knew of, and so it was done to none.</summary>
public sealed class MoreJobsException : Exception
{
    internal MoreJobsException(long count, int atMost)
        : base($"It would be done to {count} jobs, which are more than {atMost}; nothing was done.") => Count = count;

    /// <summary>How many it would have been.</summary>
    public long Count { get; }
}
