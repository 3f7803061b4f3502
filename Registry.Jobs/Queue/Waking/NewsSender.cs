using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Waking;

/// <summary>
/// Sends news to other processes on a connection of its own and a few times a second at most. A NOTIFY takes a lock that is held until
/// its transaction is on disk, so one in each enqueueing transaction would make them commit one by one. It goes on until all else in the
/// process has stopped, in whatever order that is, because jobs that end meanwhile are news too.
/// </summary>
internal sealed partial class NewsSender(JobConnections connections, TimeProvider time, ILogger<NewsSender> logger)
    : IHostedLifecycleService, IDisposable
{
    private const string Notify = "SELECT pg_notify('" + NewsPayload.Channel + "', payload) FROM unnest($1) AS payload";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly CancellationTokenSource _stopping = new();
    private Task? _sending;

    public void Send(string payload)
    {
        lock (_pending)
        {
            if (_pending.Add(payload))
                _signal.Writer.TryWrite(true);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _sending = Task.Run(() => SendAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>What was said last is still sent.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_sending is not { } sending)
            return;
        _sending = null;
        await _stopping.CancelAsync();
        await sending.WaitAsync(cancellationToken);
        if (Take() is { Length: > 0 } payloads)
            await TryDeliverAsync(payloads, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A process that failed to start is not stopped, only disposed of.</summary>
    public void Dispose() => _stopping.Cancel();

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _signal.Reader.WaitToReadAsync(cancellationToken))
            {
                _signal.Reader.TryRead(out _);

                // What has been taken is delivered even while the process stops.
                var delivered = await TryDeliverAsync(Take(), CancellationToken.None);
                await Task.Delay(delivered ? Pause : PauseAfterFailure, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
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
            await using var command = connections.General.CreateCommand(Notify);
            command.Parameters.Add(new() { Value = payloads });
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            LogDropped(payloads.Length, exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} notifications could not be sent: {Reason}")]
    private partial void LogDropped(int count, string reason);
}
