using Hangfire;
using Microsoft.Extensions.Logging;
using Npgsql;
using Registry.Jobs.Mail.Notices;

namespace Registry.Jobs.Scheduling;

/// <summary>What Hangfire calls four times a minute, on every node: who waits for a change is mailed when it takes too long. The mails are jobs of the queue.</summary>
internal sealed partial class NoticeTick(ChangeNotices notices, ILogger<NoticeTick> logger)
{
    public const string Schedule = "*/15 * * * * *";

    private int _running;

    [AutomaticRetry(Attempts = 0)]
    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        // Where one takes longer, others must not take the monitor's place in line.
        if (Interlocked.Exchange(ref _running, 1) == 1)
            return;
        try
        {
            await notices.EnqueueAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogFailed(exception.Message);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody is mailed of changes that take too long before the next try: {Reason}")]
    private partial void LogFailed(string reason);
}
