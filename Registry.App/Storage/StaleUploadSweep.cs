namespace Registry.App.Storage;

/// <summary>At start, prepares the storage, and clears away the uploads that processes left which were killed while they received them.</summary>
internal sealed partial class StaleUploadSweep(ICrateStorage storage, TimeProvider time, ILogger<StaleUploadSweep> logger)
    : IHostedService
{
    /// <summary>No upload takes so long, even on another node that shares the directory.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deleted = storage.Prepare(time.GetUtcNow() - Age);
            if (deleted > 0)
                LogDeleted(deleted);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogFailed(fault);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} unfinished uploads of a day ago or more")]
    private partial void LogDeleted(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage of crates could not be prepared")]
    private partial void LogFailed(Exception fault);
}
