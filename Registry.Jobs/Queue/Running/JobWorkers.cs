using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>The workers of this process: for each queue as many loops as are set, each with a connection of its own.</summary>
internal sealed partial class JobWorkers(
    JobRunner runner, HandlerCatalog catalog, JobConnections connections, WakeUps wakeUps, IOptions<JobQueueOptions> options,
    TimeProvider time, ILogger<JobWorkers> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly List<NpgsqlDataSource> _sources = [];
    private readonly List<PosixSignalRegistration> _signals = [];
    private Task[] _loops = [];

    /// <summary>Jobs begin when the whole process has started: a handler may need what is started beside it.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loops = [.. WorkedOn().SelectMany(queue => StartQueue(queue.View, queue.Workers))];
        return Task.CompletedTask;
    }

    /// <exception cref="OptionsValidationException">The server does not allow as many connections as there are workers.</exception>
    public Task StartAsync(CancellationToken cancellationToken) =>
        ConnectionBudget.CheckAsync(connections.General, WorkedOn().Sum(queue => queue.Workers), cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// No new job is begun; those running may finish within the grace period, then they are rolled back and so given back. A second signal ends
    /// the grace period.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
            _signals.Add(PosixSignalRegistration.Create(signal, Abort));
        await _stopping.CancelAsync();
        var loops = Task.WhenAll(_loops);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _abort.Token);
        await Task.WhenAny(loops, Task.Delay(options.Value.GracePeriod, time, patience.Token));
        await _abort.CancelAsync();
        await Task.WhenAny(loops, Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        foreach (var source in _sources)
            await source.DisposeAsync();
        _stopping.Dispose();
        _abort.Dispose();
    }

    private void Abort(PosixSignalContext context)
    {
        context.Cancel = true;
        _abort.Cancel();
    }

    private IEnumerable<(QueueView View, int Workers)> WorkedOn() => catalog.Queues
        .Where(queue => options.Value.OnlyQueues.Count == 0 || options.Value.OnlyQueues.Contains(queue.Name))
        .Select(queue => (queue, options.Value.For(queue.Name).EffectiveWorkers))
        .Where(queue => queue.EffectiveWorkers > 0);

    private IEnumerable<Task> StartQueue(QueueView queue, int workers)
    {
        var source = connections.ForWorkers(queue.Name, workers, catalog.LongestAttemptOf(queue.Name) + options.Value.ServerMargin);
        _sources.Add(source);
        LogStarted(workers, queue.Name);
        return Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(source, queue)));
    }

    private async Task WorkAsync(NpgsqlDataSource source, QueueView queue)
    {
        await using var session = new JobSession(source, queue, time);
        var reachable = true;
        var idle = true;
        while (!_stopping.IsCancellationRequested)
        {
            var armed = wakeUps.Arm(queue.Name);
            try
            {
                var attempts = await runner.RunAllAsync(session, idle, _stopping.Token, _abort.Token);
                if (!reachable)
                    LogReachable(queue.Name);
                reachable = true;
                idle = attempts == 0;
                if (!idle)
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
                    LogUnreachable(exception, queue.Name);
                reachable = false;
                await session.DisposeAsync();
            }

            await IdleAsync(armed);
        }
    }

    /// <summary>Not all look at the same moment.</summary>
    private async Task IdleAsync(Task armed)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var pause = options.Value.PollInterval * (0.9 + 0.2 * Random.Shared.NextDouble());
        await Task.WhenAny(armed, Task.Delay(pause, time, idle.Token));
        await idle.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Workers} worker(s) on queue {Queue}")]
    private partial void LogStarted(int workers, string queue);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Queue} cannot be worked on; trying again until it can")]
    private partial void LogUnreachable(Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Information, Message = "Queue {Queue} can be worked on again")]
    private partial void LogReachable(string queue);
}
