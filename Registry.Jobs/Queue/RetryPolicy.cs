namespace Registry.Jobs.Queue;

/// <summary>
/// How long a failed job waits: exponentially longer, up to a cap; and how often it is tried: for ever, unless told. Nothing is given up
/// silently: a job that is given up stays as a dead one.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>The wait after the first failure.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What each further failure multiplies it by.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The wait varies by this part of itself either way, so that jobs that failed together do not come back together.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>After so many failures the job is dead: it stays, is not tried again, and waits for a person. Null for never.</summary>
    public int? MaxAttempts { get; init; }

    internal const string Rules =
        "A retry policy needs 0 <= BaseDelay <= MaxDelay <= 10 years, a Factor of at least 1, Jitter from 0 to 1, and MaxAttempts of at least 1.";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    internal bool IsSound => MaxAttempts is null or > 0
        && BaseDelay >= TimeSpan.Zero && MaxDelay >= BaseDelay && MaxDelay <= Longest && Factor >= 1 && Jitter is >= 0 and <= 1;

    /// <summary>The wait after failure number <paramref name="failures"/>, counted from 1.</summary>
    public TimeSpan DelayAfter(int failures)
    {
        // A power beyond all numbers is infinite, and nothing times infinity would be no number at all.
        var power = Math.Min(Math.Pow(Factor, Math.Max(failures - 1, 0)), double.MaxValue);
        var longest = MaxDelay.TotalSeconds;
        var delay = Math.Min(BaseDelay.TotalSeconds * power, longest);
        var varied = delay * (1 + Jitter * (2 * Random.Shared.NextDouble() - 1));

        // What jitter adds beyond the cap is taken off instead: simply cut, half of the jobs would come back together.
        return TimeSpan.FromSeconds(varied > longest ? 2 * longest - varied : varied);
    }
}
