using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Queue.Administering;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Maintaining;

/// <summary>Keeps the tables small and fast. Any number of processes may do so; one at a time does.</summary>
internal sealed partial class JobMaintenance(
    JobConnections connections, IOptions<JobQueueOptions> options, TimeProvider time, ILogger<JobMaintenance> logger) : BackgroundService
{
    private const int Lock = 0x6a6f6269;

    /// <summary>Cleaning up pays off from here. The server's own vacuum looks once a minute, which is late for a busy queue.</summary>
    private const long DeadRows = 20_000;

    private const string Prune = """
        DELETE FROM background_job_attempts
        WHERE id IN (SELECT id FROM background_job_attempts WHERE finished_at < now() - $1 ORDER BY finished_at LIMIT 5000)
        """;

    private const string CountDead = "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relid = 'background_jobs'::regclass";

    private const string Vacuum = "VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON, TRUNCATE OFF) background_jobs";

    /// <summary>The planner believes what it was told last, and for a table it takes to be small it reads all of it.</summary>
    private const string IsStale = """
        SELECT n_mod_since_analyze > 5000 FROM pg_stat_user_tables WHERE relid = 'background_jobs'::regclass
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private bool _mayVacuum = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, time, stoppingToken);
                await MaintainAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                LogFailed(exception.Message);
            }
        }
    }

    private async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await using var connection = await connections.General.OpenConnectionAsync(cancellationToken);
        await using var mine = new NpgsqlCommand($"SELECT pg_try_advisory_lock({Lock}, 0)", connection);
        if (await mine.ExecuteScalarAsync(cancellationToken) is not true)
            return;
        try
        {
            await ExecuteAsync(connection, AdministerSql.UnblockAll, cancellationToken);
            while (await ExecuteAsync(connection, Prune, cancellationToken, new NpgsqlParameter { Value = options.Value.KeepAttempts }) == 5000)
            {
            }

            await using var stale = new NpgsqlCommand(IsStale, connection);
            if (await stale.ExecuteScalarAsync(cancellationToken) is true)
                await ExecuteAsync(connection, "ANALYZE background_jobs", cancellationToken);
            if (_mayVacuum)
                await VacuumAsync(connection, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Lock}, 0)", CancellationToken.None);
        }
    }

    private async Task VacuumAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand(CountDead, connection);
        if (await count.ExecuteScalarAsync(cancellationToken) is not long dead || dead < DeadRows)
            return;
        try
        {
            await ExecuteAsync(connection, Vacuum, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            _mayVacuum = false;
            LogMayNotVacuum(exception.MessageText);
        }
    }

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue's tables could not be looked after; trying again later: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The queue's table is left to the server's own vacuum, which is slower: {Reason}")]
    private partial void LogMayNotVacuum(string reason);
}
