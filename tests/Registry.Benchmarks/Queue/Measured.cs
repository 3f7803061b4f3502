using System.Diagnostics;

namespace Registry.Benchmarks.Queue;

/// <summary>What a part, a process of its own, has to say when it is through. Each part fills in what it is about.</summary>
internal sealed record Measured
{
    public double PerSecond { get; init; }

    /// <summary>Of the times from enqueue to start, in milliseconds.</summary>
    public double Median { get; init; }

    /// <inheritdoc cref="Median"/>
    public double Percentile99 { get; init; }

    /// <summary>Of physical memory, in MiB, since the process began.</summary>
    public double PeakMemory { get; init; }

    public static double PeakMemoryOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1024.0 / 1024.0;
    }
}
