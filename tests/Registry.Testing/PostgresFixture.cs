using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Migrations;
using Xunit;

namespace Registry.Testing;

/// <summary>
/// One PostgreSQL server for a test assembly, started when the first test asks for a database:
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. Where PostgreSQL is not installed the test is skipped; it fails when CI is set
/// to true.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    // A test server has nothing to lose.
    private static readonly EmbeddedPostgresOptions Fast = new()
    {
        Settings = new Dictionary<string, string>
        {
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
        },
    };

    private readonly TemporaryDirectory _directory = new();
    private readonly Lazy<Task<EmbeddedPostgres>> _postgres;
    private readonly Lazy<Task<string>> _registry;
    private int _databases;

    public PostgresFixture()
    {
        _postgres = new(() => EmbeddedPostgres.StartAsync(
            _directory.Path, Fast, NullLogger.Instance, TimeProvider.System, CancellationToken.None));
        _registry = new(MigrateAsync);
    }

    /// <summary>Creates a database of its own for a test.</summary>
    /// <param name="template">A database to copy, to which nobody is connected. Null: an empty one.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var server = (await GetAsync()).ConnectionString;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"}", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>Creates a database of its own for a test that has the tables of a registry, and nothing in them.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateRegistryDatabaseAsync() => await CreateDatabaseAsync(template: await _registry.Value);

    public async ValueTask DisposeAsync()
    {
        if (_postgres is { IsValueCreated: true, Value.IsFaulted: false })
        {
            var postgres = await _postgres.Value;
            NpgsqlConnection.ClearAllPools();
            await postgres.DisposeAsync();
        }

        _directory.Dispose();
    }

    /// <summary>A copy of what migrations made costs much less than making it again for each test.</summary>
    /// <returns>The name of the database.</returns>
    private async Task<string> MigrateAsync()
    {
        var connectionString = await CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create($"{connectionString};Pooling=false");
        await RegistryMigrator.MigrateAsync(source, CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private async Task<EmbeddedPostgres> GetAsync()
    {
        try
        {
            return await _postgres.Value;
        }
        catch (PostgresNotFoundException exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }
}
