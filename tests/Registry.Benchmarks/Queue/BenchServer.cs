using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Benchmarks.Queue;

/// <summary>A PostgreSQL of its own with its ordinary settings, so with <c>fsync</c>, that goes with its directory.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedPostgres? _postgres;

    public static async Task<BenchServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new BenchServer();
        try
        {
            server._postgres = await EmbeddedPostgres.StartAsync(
                server._directory.Path, NullLogger.Instance, TimeProvider.System, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_postgres!.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _directory.Dispose();
    }
}
