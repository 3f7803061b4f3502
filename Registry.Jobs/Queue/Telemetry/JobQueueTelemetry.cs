namespace Registry.Jobs.Queue;

/// <summary>Under what name the queue is traced and measured.</summary>
public static class JobQueueTelemetry
{
    /// <summary>The name of its <see cref="System.Diagnostics.ActivitySource"/> and of its <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string Name = "Registry.Jobs.Queue";
}
