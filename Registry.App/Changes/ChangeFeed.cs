using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>
/// One small read model for everyone who watches: all watchers of a change share its reads, whether they are pages, hub clients, event
/// streams or waiting requests.
/// </summary>
internal sealed class ChangeFeed(ChangeStatusReader reader, JobNewsFeed news, TimeProvider time, ILogger<WatchedChange> logger) : IChangeFeed
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
            while (await change.NextAsync(seen, cancellationToken) is { } next)
            {
                seen = next.Number;
                yield return next.Status;
                if (next.Status.State is ChangeState.Done or ChangeState.Failed)
                    yield break;
            }
        }
        finally
        {
            await LeaveAsync(changeId, change);
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
