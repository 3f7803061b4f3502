namespace Registry.Benchmarks.Queue;

/// <summary>What stands in the table for jobs that do nothing.</summary>
internal sealed record Kind(string Name, string Queue)
{
    public static Kind NoOp { get; } = new("no_op", "default");

    /// <summary>What is done leaves no attempt on record, as in the bare statements.</summary>
    public static Kind Unrecorded { get; } = new("unrecorded", "unrecorded");

    /// <summary>Never done.</summary>
    public static Kind Held { get; } = new("held", "held");

    /// <summary>Taken by the hundred.</summary>
    public static Kind Batched { get; } = new("batched", "batched");
}
