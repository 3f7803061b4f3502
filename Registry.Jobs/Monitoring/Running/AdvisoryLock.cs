using Npgsql;

namespace Registry.Jobs.Monitoring.Running;

/// <summary>An advisory lock of PostgreSQL on a session of its own. No transaction is open meanwhile; it ends with the process.</summary>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    /// <summary>First half of the keys of runs.</summary>
    public const int Runs = 0x6d6f6e69;

    /// <summary>First half of the keys of deliveries.</summary>
    public const int Deliveries = 0x70616765;

    /// <summary>
    /// A process that was frozen, and a host that has vanished, must not hold it for ever. The session goes back to the pool as it came,
    /// with the time limit at the latest when it is used again.
    /// </summary>
    private const string Settings = """
        SELECT set_config('idle_session_timeout', $1, false), set_config('tcp_keepalives_idle', '5', false),
               set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '3', false)
        """;

    private const string Release = "SELECT pg_advisory_unlock($1, hashtext($2)), set_config('idle_session_timeout', '0', false)";

    private readonly NpgsqlConnection _connection;
    private readonly int _class;
    private readonly string _name;

    private AdvisoryLock(NpgsqlConnection connection, int lockClass, string name) => (_connection, _class, _name) = (connection, lockClass, name);

    /// <param name="database">Where.</param>
    /// <param name="lockClass">Which family of locks.</param>
    /// <param name="name">Which of them.</param>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <param name="longest">How long it is held at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">Another holder kept it.</exception>
    public static async Task<AdvisoryLock> TakeAsync(
        NpgsqlDataSource database, int lockClass, string name, TimeSpan patience, TimeSpan longest, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var settings = new NpgsqlCommand(Settings, connection);
            settings.Parameters.Add(new() { Value = $"{(long)longest.TotalMilliseconds}ms" });
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await using var take = new NpgsqlCommand("SELECT pg_advisory_lock($1, hashtext($2))", connection)
            {
                Parameters = { new() { Value = lockClass }, new() { Value = name } },
                CommandTimeout = Math.Max(1, (int)patience.TotalSeconds),
            };
            await take.ExecuteNonQueryAsync(cancellationToken);
            return new AdvisoryLock(connection, lockClass, name);
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
        {
            await connection.DisposeAsync();
            throw new TimeoutException($"Another process holds `{name}` for more than {Words.Of(patience)}.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand(Release, _connection);
            command.Parameters.Add(new() { Value = _class });
            command.Parameters.Add(new() { Value = _name });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The session has ended, and the lock with it.
        }

        await _connection.DisposeAsync();
    }
}
