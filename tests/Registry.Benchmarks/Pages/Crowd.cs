using System.Collections.Concurrent;
using Registry.Benchmarks.Pages.Circuits;

namespace Registry.Benchmarks.Pages;

/// <summary>Many who have the status pages of a few changes open.</summary>
internal sealed class Crowd(PagesRegistry registry) : IAsyncDisposable
{
    /// <summary>So many open pages at the same time; more would only wait for one another.</summary>
    private const int AtOnce = 8;

    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<(string Crate, CircuitClient Client)> _open = [];
    private readonly List<(string Crate, Uri Page)> _changes = [];
    private readonly CancellationTokenSource _over = new();
    private Task _breathing = Task.CompletedTask;

    /// <summary>Publishes what is to be watched. The queue has to be held.</summary>
    public async Task PublishAsync(string prefix, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var name = FormattableString.Invariant($"{prefix}{i:0000}");
            _changes.Add((name, await registry.PublishAsync(name, null, cancellationToken)));
        }

        _breathing = BreatheAsync();
    }

    /// <summary>Opens more pages, each change getting as many as any other.</summary>
    public async Task OpenAsync(int count, CancellationToken cancellationToken)
    {
        var first = _open.Count;
        var opened = new ConcurrentBag<(string, CircuitClient)>();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, stop) =>
            {
                var (crate, page) = _changes[i % _changes.Count];
                opened.Add((crate, await CircuitClient.OpenAsync(registry.Http, page, "Usable", stop)));
            });
        lock (_open)
            _open.AddRange(opened);
    }

    /// <summary>Lets the changes go on, and waits until all pages have been told to say so.</summary>
    /// <returns>How long each took from the commit on, and how many never did.</returns>
    public async Task<(Samples Delays, int Missing)> LetGoAsync(CancellationToken cancellationToken)
    {
        if (_open.Any(page => page.Client.Seen.IsCompleted))
            throw new InvalidOperationException("A page says that a change is usable that is not, or has lost its circuit.");
        await registry.LetGoAsync(cancellationToken);
        foreach (var (crate, _) in _changes)
            await registry.UntilDoneAsync(crate, cancellationToken);
        await Task.WhenAny(Task.WhenAll(_open.Select(page => page.Client.Seen)), Task.Delay(Patience, cancellationToken));

        var delays = new Samples();
        var missing = 0;
        foreach (var (crate, _) in _changes)
        {
            var committed = await registry.CommittedAsync(crate, cancellationToken);
            foreach (var (_, client) in _open.Where(page => page.Crate == crate))
            {
                if (client.Seen.IsCompletedSuccessfully)
                    delays.Add(await client.Seen - committed);
                else
                    missing++;
            }
        }

        return (delays, missing);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _breathing;
        foreach (var (_, client) in _open)
            await client.DisposeAsync();
        _over.Dispose();
    }

    private async Task BreatheAsync()
    {
        using var timer = new PeriodicTimer(Breath);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                CircuitClient[] clients;
                lock (_open)
                    clients = [.. _open.Select(page => page.Client)];
                foreach (var client in clients)
                    await client.PingAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
