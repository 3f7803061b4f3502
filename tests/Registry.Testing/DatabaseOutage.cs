using Npgsql;

namespace Registry.Testing;

/// <summary>A database to which nobody gets a connection, and from which all have been cut off, until it is disposed.</summary>
public sealed class DatabaseOutage : IAsyncDisposable
{
    private readonly string _database;
    private readonly string _elsewhere;

    private DatabaseOutage(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        _database = settings.Database!;
        settings.Database = "postgres";
        _elsewhere = settings.ConnectionString;
    }

    public static async Task<DatabaseOutage> BeginAsync(RegistryServer registry)
    {
        var outage = new DatabaseOutage(registry.ConnectionString);
        await outage.AllowAsync(false);
        return outage;
    }

    public async ValueTask DisposeAsync() => await AllowAsync(true);

    private async Task AllowAsync(bool allow)
    {
        await using var connection = new NpgsqlConnection(_elsewhere);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"ALTER DATABASE {_database} ALLOW_CONNECTIONS {allow}; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_database}'",
            connection);
        await command.ExecuteNonQueryAsync();
    }
}
