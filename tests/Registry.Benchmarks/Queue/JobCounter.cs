using System.Diagnostics;

namespace Registry.Benchmarks.Queue;

/// <summary>Counts the jobs that start in this process. The first ones only warm it up, and open its connections.</summary>
internal sealed class JobCounter(int warmUp, int jobs)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _started;
    private long _from;
    private long _to;

    /// <summary>From enqueue to start.</summary>
    public Samples Waits { get; } = new();

    /// <summary>Ends with the last job.</summary>
    public Task All => _all.Task;

    public double PerSecond => jobs / Stopwatch.GetElapsedTime(_from, _to).TotalSeconds;

    /// <summary>Some jobs start now; the clock is the same in all processes of the machine.</summary>
    public void Started(int count, long enqueuedAt)
    {
        var now = Stopwatch.GetTimestamp();
        var before = Interlocked.Add(ref _started, count) - count;
        if (before >= warmUp)
            Waits.Add(Stopwatch.GetElapsedTime(enqueuedAt, now));
        if (before <= warmUp && warmUp < before + count)
            _from = now;
        if (before < warmUp + jobs && warmUp + jobs <= before + count)
        {
            _to = now;
            _all.TrySetResult();
        }
    }
}
