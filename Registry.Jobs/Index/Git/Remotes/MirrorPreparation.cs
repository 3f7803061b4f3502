using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>
/// Has a worker of the git queue fetch the remote as soon as it has started. Jobs of other queues run meanwhile, and those of the git queue
/// wait for it.
/// </summary>
internal sealed partial class MirrorPreparation(
    GitIndexWriter writer, IOptions<GitIndexOptions> options, IOptions<JobQueueOptions> queue, ILogger<MirrorPreparation> logger)
    : IHostedLifecycleService
{
    private Task _preparing = Task.CompletedTask;

    private bool IsWanted => options.Value.HasRemote && !(queue.Value.Queues.TryGetValue(IndexJobs.GitQueue, out var git) && git.Workers == 0)
        && (queue.Value.OnlyQueues.Count == 0 || queue.Value.OnlyQueues.Contains(IndexJobs.GitQueue));

    /// <summary>Only now is the address known that config.json names.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (IsWanted)
            _preparing = PrepareAsync();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Not before: until then jobs may be waiting for it.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await writer.StopAsync();
        await _preparing;
    }

    private async Task PrepareAsync()
    {
        try
        {
            await writer.IsReadyAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
#pragma warning disable CA1031 // The next job of the git queue tries again, and reports what is wrong as its own error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotReady(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The remote of the git index could not be fetched; the next job that needs it tries again")]
    private partial void LogNotReady(Exception exception);
}
