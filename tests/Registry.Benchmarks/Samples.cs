using System.Collections.Concurrent;

namespace Registry.Benchmarks;

/// <summary>Durations in milliseconds, gathered by several clients at once.</summary>
internal sealed class Samples
{
    private readonly ConcurrentBag<double> _values = [];

    public void Add(TimeSpan duration) => _values.Add(duration.TotalMilliseconds);

    /// <summary>The value that the given part of all samples does not exceed.</summary>
    public double Percentile(double part)
    {
        var sorted = _values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
