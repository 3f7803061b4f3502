using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>
/// One small read model for everyone who watches: all watchers of a change share its reads, whether they are pages, hub clients, event
/// streams or waiting requests.
/// </summary>
internal sealed class ChangeFeed(
    ChangeStatusReader reader, JobNewsFeed news, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WatchedChange> logger) : IChangeFeed
{
    private readonly ConcurrentDictionary<string, WatchedChange> _watched = new(StringComparer.Ordinal);

    public async Task<ChangeStatus?> ReadAsync(string changeId, CancellationToken cancellationToken) =>
        (await reader.ReadAsync(changeId, cancellationToken))?.Status;

    public async IAsyncEnumerable<ChangeStatus> WatchAsync(
        string changeId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var change = Enter(changeId);
        try
        {
            var seen = 0L;
            while (await NextAsync(change, seen, cancellationToken) is { } next)
            {
                seen = next.Number;
                yield return next.Status;
                if (next.Status.State == ChangeState.Done)
                    yield break;
            }
        }
        finally
        {
            await LeaveAsync(changeId, change);
        }
    }

    /// <summary>Null as well when the process stops: whoever waits would otherwise keep it from stopping.</summary>
    private async Task<WatchedChange.Numbered?> NextAsync(WatchedChange change, long seen, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            return await change.NextAsync(seen, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private WatchedChange Enter(string changeId)
    {
        while (true)
        {
            var change = _watched.GetOrAdd(changeId, id => new WatchedChange(id, reader, news, time, logger));
            if (change.TryEnter())
                return change;
            _watched.TryRemove(KeyValuePair.Create(changeId, change));
        }
    }

    private async ValueTask LeaveAsync(string changeId, WatchedChange change)
    {
        if (!change.LeaveAndSayWhetherLast())
            return;
        _watched.TryRemove(KeyValuePair.Create(changeId, change));
        await change.DisposeAsync();
    }
}
