using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Waking;

/// <summary>
/// Sends news to other processes on a connection of its own and a few times a second at most. A NOTIFY takes a lock that is held until
/// its transaction is on disk, so one in each enqueueing transaction would make them commit one by one.
/// </summary>
internal sealed partial class NewsSender(JobConnections connections, TimeProvider time, ILogger<NewsSender> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Send(string payload)
    {
        lock (_pending)
        {
            if (_pending.Add(payload) && _signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    /// <summary>What was said last is still sent.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Take() is { Length: > 0 } payloads)
            await TryDeliverAsync(payloads, cancellationToken);
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _signal.WaitAsync(stoppingToken);

            // What has been taken is delivered even while the process stops.
            var delivered = await TryDeliverAsync(Take(), CancellationToken.None);
            await Task.Delay(delivered ? Pause : PauseAfterFailure, time, stoppingToken);
        }
    }

    private string[] Take()
    {
        lock (_pending)
        {
            var payloads = _pending.ToArray();
            _pending.Clear();
            return payloads;
        }
    }

    /// <summary>News that cannot be delivered are dropped: pollers and reconnecting listeners look for themselves.</summary>
    private async Task<bool> TryDeliverAsync(string[] payloads, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = connections.General.CreateCommand(JobSql.Notify);
            command.Parameters.Add(new() { Value = payloads });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException exception)
        {
            LogDropped(payloads.Length, exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} notifications could not be sent: {Reason}")]
    private partial void LogDropped(int count, string reason);
}
