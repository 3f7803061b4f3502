using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// Makes jobs ready when their time has come. Any number of processes may do so at the same time. Workers therefore never read jobs that
/// are not due, however many wait.
/// </summary>
internal sealed partial class ScheduledJobs(
    JobConnections connections, WakeUps wakeUps, IOptions<JobQueueOptions> options, TimeProvider time, ILogger<ScheduledJobs> logger)
    : BackgroundService
{
    /// <summary>
    /// Answers the queues, and how long it is until the next job after those that are due. A due job that somebody has locked is left to the
    /// next look: to wait for it would be to ask again and again.
    /// </summary>
    private const string MakeReady = """
        WITH due AS (
            SELECT id FROM background_jobs WHERE state = 'scheduled' AND run_at <= now() ORDER BY run_at LIMIT 1000 FOR UPDATE SKIP LOCKED
        ), ready AS (
            UPDATE background_jobs SET state = 'ready' WHERE id IN (SELECT id FROM due) RETURNING queue
        )
        SELECT ARRAY(SELECT DISTINCT queue FROM ready),
               CASE WHEN (SELECT count(*) FROM due) = 1000 THEN interval '0'
                    ELSE (SELECT min(run_at) FROM background_jobs WHERE state = 'scheduled' AND run_at > now()) - clock_timestamp() END
        """;

    private readonly SemaphoreSlim _nudge = new(0, 1);

    /// <summary>A job was put back, and its time may come sooner than that of the others.</summary>
    public void Nudge()
    {
        lock (_nudge)
        {
            if (_nudge.CurrentCount == 0)
                _nudge.Release();
        }
    }

    /// <summary>Makes ready what is due. Answers how long it is until the next is; null when there is none.</summary>
    public async Task<TimeSpan?> MakeDueReadyAsync(CancellationToken cancellationToken)
    {
        await using var due = connections.General.CreateCommand(MakeReady);
        await using var reader = await due.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        foreach (var queue in reader.GetFieldValue<string[]>(0))
            wakeUps.Wake(queue);
        return reader.IsDBNull(1) ? null : reader.GetFieldValue<TimeSpan>(1);
    }

    public override void Dispose()
    {
        _nudge.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reachable = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = options.Value.PollInterval;
            try
            {
                if (await MakeDueReadyAsync(stoppingToken) is { } untilNext && untilNext < pause)
                    pause = untilNext > TimeSpan.Zero ? untilNext : TimeSpan.Zero;
                reachable = true;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                if (reachable)
                    LogUnreachable(exception.Message);
                reachable = false;
            }

            await PauseAsync(pause, stoppingToken);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(_nudge.WaitAsync(over.Token), Task.Delay(pause, time, over.Token));
        await over.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scheduled jobs cannot be looked at; trying again until they can: {Reason}")]
    private partial void LogUnreachable(string reason);
}
