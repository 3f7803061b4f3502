using Microsoft.Extensions.Options;
using Npgsql;

namespace Registry.Jobs.Queue.Storage;

/// <summary>Each worker needs a connection. That there are too few is better known at start than when the queue is full.</summary>
internal static class ConnectionBudget
{
    /// <summary>To listen, and for short statements.</summary>
    private const int Others = 2;

    private const string Allowed =
        "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int";

    /// <exception cref="OptionsValidationException">The server does not allow that many.</exception>
    public static async Task CheckAsync(NpgsqlDataSource database, int workers, CancellationToken cancellationToken)
    {
        int allowed;
        try
        {
            await using var command = database.CreateCommand(Allowed);
            allowed = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (NpgsqlException)
        {
            // Workers wait for a server that cannot be reached yet.
            return;
        }

        if (workers + Others > allowed)
            throw new OptionsValidationException(nameof(JobQueueOptions), typeof(JobQueueOptions), [
                $"Jobs:Queues: {workers} workers need {workers + Others} connections, and the server allows {allowed}; set fewer workers, or raise its max_connections."]);
    }
}
