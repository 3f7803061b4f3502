using Hangfire;
using Microsoft.Extensions.Logging;
using Npgsql;
using Registry.Jobs.CleaningUp;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Scheduling;

/// <summary>What Hangfire calls once a day, on every node: the work itself is a job of the queue.</summary>
internal sealed partial class CleanUpTick(NpgsqlDataSource database, JobQueue queue, ILogger<CleanUpTick> logger)
{
    [AutomaticRetry(Attempts = 0)]
    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await queue.EnqueueAsync(transaction, CleanUp.Kind, new CleanUp(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            queue.Wake(CleanUp.Kind);
        }
        catch (NpgsqlException exception)
        {
            LogFailed(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clean-up of this day is left out: {Reason}")]
    private partial void LogFailed(string reason);
}
