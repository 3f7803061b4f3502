using System.Text.Json.Serialization;

namespace Registry.Benchmarks.Index;

/// <summary>A measurement that is made in a process of its own, so that its memory is its own too.</summary>
[JsonDerivedType(typeof(WriterPart), "writer")]
[JsonDerivedType(typeof(LongLifePart), "long-life")]
internal interface IIndexPart
{
    Task<IndexMeasured> RunAsync(CancellationToken cancellationToken);
}

/// <summary>What a part has to say when it is through. Each part fills in what it is about.</summary>
internal sealed record IndexMeasured
{
    /// <summary>Of the commits, in milliseconds; of the first of them where first and last are compared.</summary>
    public double Median { get; init; }

    /// <summary>Of the last commits, in milliseconds.</summary>
    public double MedianOfLast { get; init; }

    /// <summary>Of physical memory, in MiB, since the process began.</summary>
    public double PeakMemory { get; init; }

    /// <summary>Physical memory after the first commits, in MiB.</summary>
    public double EarlyMemory { get; init; }

    /// <summary>Physical memory at the end, in MiB.</summary>
    public double LateMemory { get; init; }

    /// <summary>How often the index was packed meanwhile.</summary>
    public int Packings { get; init; }
}
