namespace Registry.Benchmarks.Queue;

/// <summary>What stands in the table for jobs that do nothing.</summary>
internal sealed record Kind(string Name, string Queue)
{
    public static Kind NoOp { get; } = new("no_op", "default");

    /// <summary>Taken by the hundred.</summary>
    public static Kind Batched { get; } = new("batched", "batched");
}
