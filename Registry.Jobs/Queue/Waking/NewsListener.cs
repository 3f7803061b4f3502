using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Waking;

/// <summary>
/// Listens for news of other processes, for as long as the process lives. After each new connection everything is looked at, because what
/// was said meanwhile is lost; a connection that has gone silent is noticed by asking it something.
/// </summary>
internal sealed partial class NewsListener(
    JobConnections connections, WakeUps wakeUps, JobNewsFeed feed, TimeProvider time, ILogger<NewsListener> logger) : BackgroundService
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = FirstPause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                LogLost(pause, exception.Message);
            }

            wakeUps.IsListening = false;
            await Task.Delay(pause, time, stoppingToken);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    private async Task ListenAsync(Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Listening.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {NewsPayload.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        connected();
        wakeUps.IsListening = true;
        wakeUps.WakeAllLocally();
        feed.Publish(JobNews.Everything);
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellationToken))
            {
                await using var ping = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = (int)Silence.TotalSeconds };
                await ping.ExecuteScalarAsync(cancellationToken);
            }
        }
    }

    private void Hear(string payload)
    {
        if (NewsPayload.ReadyQueue(payload) is { } queue)
            wakeUps.WakeLocally(queue);
        else if (NewsPayload.MovedJob(payload) is { } news)
            feed.Publish(news);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that listens for jobs was lost, next try in {Pause}: {Reason}")]
    private partial void LogLost(TimeSpan pause, string reason);
}
