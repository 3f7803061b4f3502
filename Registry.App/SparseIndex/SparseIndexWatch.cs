using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Registry.App.Memory;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.SparseIndex;

/// <summary>
/// Keeps <see cref="SparseIndexMemory"/> as the database is: asks what has been written since the last time, at once when a job says that
/// it has written something, and once a second whatever was said. So a notification that is lost costs a second.
/// </summary>
internal sealed partial class SparseIndexWatch(
    SparseIndexMemory memory, SparseFileReader reader, DatabaseSight sight, JobNewsFeed news, IOptions<SparseIndexOptions> options,
    TimeProvider time, ILogger<SparseIndexWatch> logger) : BackgroundService
{
    private const int ChunkSize = 100;

    /// <summary>A burst of news is one look.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How often everything that is held is compared: rows that were deleted tell nobody.</summary>
    private static readonly TimeSpan WholeInterval = TimeSpan.FromMinutes(5);

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile bool _wholeIsDue = true;
    private long? _horizon;
    private long _lastWhole;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = news.Subscribe(Hear);
        try
        {
            while (true)
            {
                _signal.Reader.TryRead(out _);
                await LookAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
                await SignalOrIntervalAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that could not start only disposes of its services, and would take the cancellation for a failure.
            return;
        }
    }

    private void Hear(JobNews said)
    {
        // The connection that listens is new, and what was said before it is lost.
        if (said == JobNews.Everything)
            _wholeIsDue = true;
        if (said == JobNews.Everything || said.Kind == IndexJobs.UpdateSparseIndex.Name)
            _signal.Writer.TryWrite(true);
    }

    private async Task SignalOrIntervalAsync(CancellationToken stoppingToken)
    {
        using var interval = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task signalled = _signal.Reader.WaitToReadAsync(interval.Token).AsTask();
        await Task.WhenAny(signalled, Task.Delay(options.Value.RefreshInterval, time, interval.Token));
        await interval.CancelAsync();
        await signalled.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        try
        {
            if (_horizon is { } since && !_wholeIsDue && time.GetElapsedTime(_lastWhole) < WholeInterval)
                await LookAtChangesAsync(since, either.Token);
            else
                await LookAtAllAsync(either.Token, stoppingToken);
            if (sight.Find())
                LogFound();
        }
        catch (Exception exception) when (DatabaseFault.Is(exception) && !stoppingToken.IsCancellationRequested)
        {
            // What is held stays. Later everything is compared: the database that comes back may be another.
            _horizon = null;
            memory.EndWatch();
            if (sight.Lose())
                LogLost(exception.Message);
        }
    }

    private async Task LookAtChangesAsync(long since, CancellationToken cancellationToken)
    {
        var changes = await reader.ReadChangesAsync(since, cancellationToken);
        await ReplaceAsync(memory.Hear(changes.Files), cancellationToken);
        _horizon = changes.Horizon;
    }

    private async Task LookAtAllAsync(CancellationToken first, CancellationToken cancellationToken)
    {
        _wholeIsDue = false;

        // The moment is taken before anything is compared, so that what changes meanwhile is among the next changes.
        var since = await reader.ReadChangesAsync(null, first);
        var paths = memory.BeginWatch();
        foreach (var chunk in paths.Chunk(ChunkSize))
            await CompareAsync(chunk, cancellationToken);
        _horizon = since.Horizon;
        _lastWhole = time.GetTimestamp();
    }

    private async Task CompareAsync(string[] paths, CancellationToken cancellationToken)
    {
        var hashes = await reader.ReadHashesAsync(paths, cancellationToken);
        var stale = new List<KeyValuePair<string, IndexAnswer>>();
        foreach (var path in paths)
        {
            if (memory.Held(path) is { } held && held.Hash != hashes.GetValueOrDefault(path))
                stale.Add(new(path, held));
            else if (hashes.ContainsKey(path))
                memory.ForgetAbsent(path);
        }

        await ReplaceAsync(stale, cancellationToken);
    }

    private async Task ReplaceAsync(List<KeyValuePair<string, IndexAnswer>> stale, CancellationToken cancellationToken)
    {
        foreach (var chunk in stale.Chunk(ChunkSize))
        {
            var newer = await reader.ReadAsync([.. chunk.Select(file => file.Key)], cancellationToken);
            foreach (var (path, held) in chunk)
                memory.Replace(path, held, newer.GetValueOrDefault(path));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database cannot be reached; the index and downloads are served from memory: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database can be reached again; what is in memory was compared with it")]
    private partial void LogFound();
}
