using System.Diagnostics;

namespace Registry.Benchmarks.Queue;

/// <summary>One measurement of one contestant. It is made in a process of its own, so that its memory is its own too.</summary>
/// <param name="Contestant">Whose queue.</param>
/// <param name="Activity">What the process does.</param>
/// <param name="Parallel">By so many workers or clients.</param>
/// <param name="Jobs">How many jobs count, after those that warm up.</param>
internal sealed record Part(string Contestant, string Activity, int Parallel, int Jobs)
{
    public const string Registry = "registry";
    public const string Hangfire = "hangfire";

    /// <summary>The driver alone.</summary>
    public const string Npgsql = "npgsql";
    public const string Enqueue = "enqueue";
    public const string Drain = "drain";

    /// <summary>Runs a job that never ends, until it is killed.</summary>
    public const string Hold = "hold";

    /// <summary>Adds ten jobs a second.</summary>
    public const string Trickle = "trickle";

    /// <summary>And runs them itself.</summary>
    public const string TrickleAndRun = "trickle-and-run";

    private const int TrickleWarmUp = 30;

    private static readonly TimeSpan MeanPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How many jobs to have before those that count.</summary>
    public int WarmUp => Activity switch
    {
        Enqueue => Jobs / 5,
        Drain => Math.Max(Jobs / 10, TrickleWarmUp),
        _ => TrickleWarmUp,
    };

    public async Task<Measured> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using IContestant contestant = Contestant switch
        {
            Registry => new RegistryQueue(connectionString),
            Npgsql => new BareNpgsql(connectionString),
            _ => new HangfireQueue(connectionString),
        };
        if (Activity is Drain or TrickleAndRun or Hold)
            return await DrainAsync(contestant, cancellationToken);
        await contestant.StartClientAsync(cancellationToken);
        if (Activity == Enqueue)
            return await EnqueueAsync(contestant, cancellationToken);
        await TrickleAsync(contestant, cancellationToken);
        return new Measured();
    }

    private async Task<Measured> EnqueueAsync(IContestant contestant, CancellationToken cancellationToken)
    {
        var enqueuers = await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => contestant.OpenAsync(cancellationToken)));
        await EnqueueAsync(enqueuers, WarmUp, cancellationToken);
        var clock = Stopwatch.StartNew();
        await EnqueueAsync(enqueuers, Jobs, cancellationToken);
        var elapsed = clock.Elapsed.TotalSeconds;
        foreach (var enqueuer in enqueuers)
            await enqueuer.DisposeAsync();
        return new Measured { PerSecond = Jobs / elapsed, PeakMemory = Measured.PeakMemoryOfThisProcess() };
    }

    private static async Task EnqueueAsync(IEnqueuer[] enqueuers, int jobs, CancellationToken cancellationToken)
    {
        var left = jobs;

        // A thread each, for the contestant that blocks it.
        await Task.WhenAll(enqueuers.Select(enqueuer => Task.Factory.StartNew(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await enqueuer.EnqueueAsync(cancellationToken);
            },
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }

    private async Task<Measured> DrainAsync(IContestant contestant, CancellationToken cancellationToken)
    {
        var counter = new JobCounter(WarmUp, Jobs);
        await contestant.StartWorkersAsync(Parallel, counter, cancellationToken);
        if (Activity == TrickleAndRun)
            await TrickleAsync(contestant, cancellationToken);
        await counter.All.WaitAsync(cancellationToken);
        return new Measured
        {
            PerSecond = counter.PerSecond,
            Median = counter.Waits.Percentile(0.5),
            Percentile99 = counter.Waits.Percentile(0.99),
            PeakMemory = Measured.PeakMemoryOfThisProcess(),
        };
    }

    private async Task TrickleAsync(IContestant contestant, CancellationToken cancellationToken)
    {
        await using var enqueuer = await contestant.OpenAsync(cancellationToken);
        for (var job = 0; job < WarmUp + Jobs; job++)
        {
            await enqueuer.EnqueueAsync(cancellationToken);

            // In no step with anything else that happens from time to time.
            await Task.Delay(MeanPause * (0.5 + Random.Shared.NextDouble()), cancellationToken);
        }
    }
}
