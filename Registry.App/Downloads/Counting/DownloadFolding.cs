using Microsoft.Extensions.Options;
using Npgsql;

namespace Registry.App.Downloads.Counting;

/// <summary>
/// Brings what was counted in memory into the database, every few seconds and once more when the last request has been answered. What cannot
/// be handed over is kept for the next time.
/// </summary>
internal sealed partial class DownloadFolding(
    DownloadCounter counter, DownloadBook book, IOptions<DownloadOptions> options, TimeProvider time, ILogger<DownloadFolding> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whoever stops the process waits for it.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(10);

    /// <summary>Handed over again as it is: it may be counted already, and then must not have grown meanwhile.</summary>
    private CountedDownloads? _unconfirmed;
    private bool _failing;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything has stopped, the server too, so nothing is counted any more.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // First what is unconfirmed, then what came after it. The host's own time to stop may be over.
        while (await FoldAsync(LastPatience, CancellationToken.None))
        {
        }

        if (_unconfirmed is { } left)
            LogLost(left.Counts.Values.Sum() + counter.Take().Counts.Values.Sum());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(options.Value.FoldInterval, time);
        try
        {
            while (await interval.WaitForNextTickAsync(stoppingToken))
                await FoldAsync(Patience, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <returns>Whether anything was handed over.</returns>
    private async Task<bool> FoldAsync(TimeSpan limit, CancellationToken stoppingToken)
    {
        if (_unconfirmed is null)
        {
            var (counts, dropped) = counter.Take();
            if (dropped > 0)
                LogDropped(dropped);
            if (counts.Count == 0)
                return false;
            _unconfirmed = new CountedDownloads(Guid.NewGuid(), counts);
        }

        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        try
        {
            await book.AddAsync(_unconfirmed, either.Token);
            _unconfirmed = null;
            _failing = false;
            return true;
        }
#pragma warning disable CA1031 // Whatever it was, it is tried again, and nobody's download fails for it.
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_failing)
                LogKept(exception is NpgsqlException ? null : exception, exception.Message);
            _failing = true;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Downloads are counted in memory for now, because the database does not take them: {Reason}")]
    private partial void LogKept(Exception? exception, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} download(s) were not counted: there was no room for so many versions while the database was away")]
    private partial void LogDropped(long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} download(s) were counted in memory and are lost: the database did not take them before the end")]
    private partial void LogLost(long count);
}
