namespace Registry.Jobs.Queue;

/// <summary>How long a failed job waits: exponentially longer, up to a cap, for ever. Nothing is given up silently.</summary>
public sealed record RetryPolicy
{
    /// <summary>Beyond this power the cap has long been reached, and larger ones would overflow.</summary>
    private const int MaxExponent = 30;

    /// <summary>The wait after the first failure.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What each further failure multiplies it by.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The wait varies by this part of itself either way, so that jobs that failed together do not come back together.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The wait after failure number <paramref name="failures"/>, counted from 1.</summary>
    public TimeSpan DelayAfter(int failures)
    {
        var exponent = Math.Clamp(failures - 1, 0, MaxExponent);
        var delay = Math.Min(BaseDelay.TotalSeconds * Math.Pow(Factor, exponent), MaxDelay.TotalSeconds);
        var jitter = 1 + Jitter * (2 * Random.Shared.NextDouble() - 1);
        return TimeSpan.FromSeconds(Math.Min(delay * jitter, MaxDelay.TotalSeconds));
    }
}
