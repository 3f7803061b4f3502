namespace Registry.Jobs.Monitoring.Running;

/// <summary>What is run.</summary>
internal static class RunKind
{
    /// <summary>All checks, with a sample of the index.</summary>
    public const string Checks = "checks";

    /// <summary>The whole index against the database.</summary>
    public const string Comparison = "comparison";
}

/// <summary>How a run ended.</summary>
internal static class RunOutcome
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    /// <summary>Nothing wrong was found, but a check could not tell.</summary>
    public const string Unknown = "unknown";

    public const string Failed = "failed";

    /// <summary>Its process was asked to stop.</summary>
    public const string Stopped = "stopped";
}
