namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>The kinds of jobs in these tests.</summary>
internal static class Kinds
{
    private static readonly RetryPolicy Soon = new() { BaseDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(100) };

    public static JobKind<Errand> Plain { get; } = Named("plain");

    /// <summary>One that waits stands for later ones.</summary>
    public static JobKind<Errand> Coalescing { get; } = Named("coalescing") with { Coalesce = true };

    /// <summary>Jobs of a key run one after the other.</summary>
    public static JobKind<Errand> Ordered { get; } = Named("ordered") with { OrderingKey = errand => errand.Key };

    /// <summary>A job whose handler never comes into being.</summary>
    public static JobKind<Errand> Unborn { get; } = Named("unborn");

    /// <summary>The shortest timeout, after which the server waits for half a minute more.</summary>
    public static JobKind<Errand> Short { get; } = Named("short") with { Queue = "short", Timeout = TimeSpan.FromSeconds(2) };

    /// <summary>Tried again after exactly two seconds.</summary>
    public static JobKind<Errand> Punctual { get; } = Named("punctual") with
    {
        Retry = new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromSeconds(2), Jitter = 0 },
    };

    private static JobKind<Errand> Named(string name) => new(name) { Key = errand => errand.Key, Retry = Soon };
}
