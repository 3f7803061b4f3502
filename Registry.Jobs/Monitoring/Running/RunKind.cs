namespace Registry.Jobs.Monitoring.Running;

/// <summary>What is run.</summary>
internal static class RunKind
{
    /// <summary>All checks, with a sample of the index.</summary>
    public const string Checks = "checks";

    /// <summary>The whole index against the database.</summary>
    public const string Comparison = "comparison";

    /// <summary>The whole index against the database, for somebody who asked.</summary>
    public const string Verify = "verify";

    /// <summary>The same, and differences mended.</summary>
    public const string Repair = "repair";

    /// <summary>The history of the git index collapsed.</summary>
    public const string Squash = "squash";

    /// <summary>The git index packed.</summary>
    public const string Pack = "pack";
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
