namespace Registry.Jobs.Monitoring.Running;

/// <summary>Who this process is, for people.</summary>
internal static class NodeName
{
    public static string Value { get; } = $"{Environment.MachineName}-{Environment.ProcessId}";
}
