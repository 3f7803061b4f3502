using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>A change that someone watches: read again when there is news of its crate's jobs, and from time to time without.</summary>
internal sealed partial class WatchedChange : IAsyncDisposable
{
    /// <summary>News come in bursts; a reader sees no difference below this.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(40);

    /// <summary>The place in the queue moves with other crates' jobs, of which there is no news here.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly string _id;
    private readonly ChangeStatusReader _reader;
    private readonly JobNewsFeed _news;
    private readonly TimeProvider _time;
    private readonly ILogger<WatchedChange> _logger;
    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _heard = new(0, 1);
    private readonly Lock _lock = new();

    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Numbered? _latest;
    private Task _following = Task.CompletedTask;
    private bool _gone;
    private bool _closed;
    private int _watchers;
    private string? _jobKey;

    public WatchedChange(string id, ChangeStatusReader reader, JobNewsFeed news, TimeProvider time, ILogger<WatchedChange> logger)
    {
        _id = id;
        _reader = reader;
        _news = news;
        _time = time;
        _logger = logger;
    }

    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            if (_watchers++ == 0)
                _following = Task.Run(FollowAsync);
            return true;
        }
    }

    /// <summary>After the last watcher has left nobody can enter any more.</summary>
    public bool LeaveAndSayWhetherLast()
    {
        lock (_lock)
        {
            _closed = --_watchers == 0;
            return _closed;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _following;
        _over.Dispose();
        _heard.Dispose();
    }

    /// <summary>The newest status once there is one after number <paramref name="seen"/>; null when there is no such change.</summary>
    public async Task<Numbered?> NextAsync(long seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_gone || _latest is { } latest && latest.Number > seen)
                    return _gone ? null : _latest;
                moved = _moved.Task;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    private async Task FollowAsync()
    {
        using var subscription = _news.Subscribe(Hear);
        while (!_over.IsCancellationRequested)
        {
            try
            {
                await ReadAsync();
                await Task.Delay(ShortestPause, _time, _over.Token);
                await _heard.WaitAsync(LongestPause, _over.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
#pragma warning disable CA1031 // While the database is away, watchers keep what they have.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogUnreadable(_id, exception.Message);
                await Task.Delay(LongestPause, _time, CancellationToken.None);
            }
        }
    }

    private void Hear(JobNews news)
    {
        lock (_lock)
        {
            var concerned = news.Key is null || _jobKey is null || news.Key == _jobKey;
            if (concerned && !_closed && _heard.CurrentCount == 0)
                _heard.Release();
        }
    }

    private async Task ReadAsync()
    {
        var found = await _reader.ReadAsync(_id, _over.Token);
        lock (_lock)
        {
            _jobKey = found?.JobKey;
            _gone = found is null;
            if (found is { Status: var status } && (_latest is null || !status.SaysTheSameAs(_latest.Status)))
                _latest = new Numbered((_latest?.Number ?? 0) + 1, status);
            else if (!_gone)
                return;
            _moved.TrySetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Change {Id} cannot be read: {Reason}")]
    private partial void LogUnreadable(string id, string reason);

    internal sealed record Numbered(long Number, ChangeStatus Status);
}
