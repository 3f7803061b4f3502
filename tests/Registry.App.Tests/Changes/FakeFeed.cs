using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Registry.App.Changes;

namespace Registry.App.Tests.Changes;

/// <summary>A feed whose news the test tells.</summary>
internal sealed class FakeFeed : IChangeFeed
{
    private readonly Channel<ChangeStatus> _news = Channel.CreateUnbounded<ChangeStatus>();

    /// <summary>What a reading answers; null is an unknown change.</summary>
    public ChangeStatus? Now { get; set; }

    public int Readings { get; private set; }

    public int Watchers { get; private set; }

    public void Tell(ChangeStatus status)
    {
        Now = status;
        _news.Writer.TryWrite(status);
    }

    public void Break(Exception fault) => _news.Writer.TryComplete(fault);

    public Task<ChangeStatus?> ReadAsync(string changeId, CancellationToken cancellationToken)
    {
        Readings++;
        return Task.FromResult(Now?.Id == changeId ? Now : null);
    }

    public async IAsyncEnumerable<ChangeStatus> WatchAsync(string changeId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Now is null)
            yield break;
        Watchers++;
        try
        {
            yield return Now;
            await foreach (var status in _news.Reader.ReadAllAsync(cancellationToken))
            {
                yield return status;
                if (status.State == ChangeState.Done)
                    yield break;
            }
        }
        finally
        {
            Watchers--;
        }
    }
}
