using Microsoft.EntityFrameworkCore;
using Registry.App.Storage;
using Registry.Data;

namespace Registry.App.Publishing;

/// <summary>
/// Clears up what became of publishes that were killed, or lost sight of the database, between storing the file and knowing that it belongs to
/// a version. Only such files are looked at, so that one of a version that a restored database does not know is never deleted.
/// </summary>
internal sealed partial class DoubtfulUploads(
    ICrateStorage storage, IDbContextFactory<RegistryDbContext> databases, TimeProvider time, ILogger<DoubtfulUploads> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>No publish takes so long, even on another node that shares the files.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    /// <summary>Answers how many files were deleted.</summary>
    public async Task<int> ClearAsync(CancellationToken cancellationToken)
    {
        var keys = await storage.FindDoubtfulAsync(time.GetUtcNow() - Age, cancellationToken);
        if (keys.Count == 0)
            return 0;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var needed = await db.Versions.Where(version => keys.Contains(version.StorageKey)).Select(version => version.StorageKey)
            .ToHashSetAsync(cancellationToken);
        foreach (var key in keys)
        {
            if (needed.Contains(key))
                await storage.ConfirmAsync(key, cancellationToken);
            else
                await storage.DeleteAsync(key, cancellationToken);
        }

        return keys.Count - needed.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
                await TryAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that could not start only disposes of its services, and would take the cancellation for a failure.
            return;
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await ClearAsync(stoppingToken) is > 0 and var deleted)
                LogDeleted(deleted);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} stored files of publishes that failed")]
    private partial void LogDeleted(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stored files of publishes that failed could not be cleared up; this is tried again")]
    private partial void LogFailed(Exception fault);
}
