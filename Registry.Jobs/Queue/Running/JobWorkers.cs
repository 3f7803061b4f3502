using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>The workers of this process: for each queue as many loops as are set, each with a connection of its own while it runs a job.</summary>
internal sealed partial class JobWorkers(
    JobRunner runner, HandlerCatalog catalog, JobConnections connections, WakeUps wakeUps, IOptions<JobQueueOptions> options,
    TimeProvider time, ILogger<JobWorkers> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly List<NpgsqlDataSource> _sources = [];
    private Task[] _loops = [];

    /// <summary>Jobs begin when the whole process has started: a handler may need what is started beside it.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var queues = catalog.Queues.Where(queue => options.Value.OnlyQueues.Count == 0 || options.Value.OnlyQueues.Contains(queue));
        _loops = [.. queues.SelectMany(StartQueue)];
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>No new job is begun; those running may finish within the grace period, then they are rolled back and so given back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var loops = Task.WhenAll(_loops);
        await Task.WhenAny(loops, Task.Delay(options.Value.GracePeriod, time, cancellationToken));
        await _abort.CancelAsync();
        await Task.WhenAny(loops, Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
            await source.DisposeAsync();
        _stopping.Dispose();
        _abort.Dispose();
    }

    private IEnumerable<Task> StartQueue(string queue)
    {
        var workers = options.Value.For(queue).EffectiveWorkers;
        if (workers == 0)
            return [];
        var source = connections.ForWorkers(queue, workers, catalog.LongestAttemptOf(queue) + options.Value.ServerMargin);
        _sources.Add(source);
        LogStarted(workers, queue);
        return Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(source, queue)));
    }

    private async Task WorkAsync(NpgsqlDataSource source, string queue)
    {
        var reachable = true;
        while (!_stopping.IsCancellationRequested)
        {
            var armed = wakeUps.Arm(queue);
            try
            {
                var found = await runner.RunNextAsync(source, queue, _stopping.Token, _abort.Token);
                if (!reachable)
                    LogReachable(queue);
                reachable = true;
                if (found)
                    continue;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A worker outlives every failure of the database.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (reachable)
                    LogUnreachable(exception, queue);
                reachable = false;
            }

            await IdleAsync(armed);
        }
    }

    private async Task IdleAsync(Task armed)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(armed, Task.Delay(options.Value.PollInterval, time, idle.Token));
        await idle.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Workers} worker(s) on queue {Queue}")]
    private partial void LogStarted(int workers, string queue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Queue} cannot be worked on; trying again until it can")]
    private partial void LogUnreachable(Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "Queue {Queue} can be worked on again")]
    private partial void LogReachable(string queue);
}
