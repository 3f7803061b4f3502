using Npgsql;

namespace Registry.App.Hosting.Postgres;

/// <summary>Whether the server answers.</summary>
internal enum PostgresAnswer
{
    /// <summary>Nothing accepts connections.</summary>
    None,

    /// <summary>It accepts connections and asks to wait: it recovers after a crash, or is about to stop.</summary>
    Busy,

    Ready,
}

/// <summary>Asks a server whether it is ready, by connecting to the database; creates the database when it is missing.</summary>
internal static class PostgresProbe
{
    public const string Database = "registry";

    private const string MaintenanceDatabase = "postgres";

    public static async Task<PostgresAnswer> AskAsync(PostgresEndpoint endpoint, string password, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync(endpoint, Database, password, cancellationToken);
            return PostgresAnswer.Ready;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateDatabaseAsync(endpoint, password, cancellationToken);
            return PostgresAnswer.Ready;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            return PostgresAnswer.Ready;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.CannotConnectNow)
        {
            return PostgresAnswer.Busy;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                $"The password in {endpoint.Home.PasswordFile} is not that of the cluster in {endpoint.Home.Cluster}. Restore it from a backup.",
                exception);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException)
        {
            return PostgresAnswer.None;
        }
    }

    private static async Task CreateDatabaseAsync(PostgresEndpoint endpoint, string password, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(endpoint, MaintenanceDatabase, password, cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<NpgsqlConnection> OpenAsync(
        PostgresEndpoint endpoint, string database, string password, CancellationToken cancellationToken)
    {
        var settings = endpoint.ConnectionString(database, password);
        settings.Pooling = false;
        settings.Timeout = 5;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
