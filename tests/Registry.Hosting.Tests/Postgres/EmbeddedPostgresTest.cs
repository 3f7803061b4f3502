using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Hosting.Tests.Postgres;

/// <summary>A data directory of its own for each test, and nothing left of it.</summary>
public abstract class EmbeddedPostgresTest : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    // Open to other accounts, as most places for data are; a test of its own closes it.
    protected EmbeddedPostgresTest() => File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected string DataDirectory => Path.Combine(_directory.Path, "data");

    private protected PostgresHome Home => new(Path.Combine(DataDirectory, "postgres"));

    public async ValueTask InitializeAsync()
    {
        try
        {
            await PostgresBinaries.FindAsync(directories: null, neededVersion: null, Cancelled);
        }
        catch (PostgresNotFoundException exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (PostmasterFile.Read(Home.PostmasterFile) is { } file && file.IsRunning())
        {
            Libc.Interrupt(file.ProcessId);
            await Wait.UntilAsync(() => !File.Exists(Home.PostmasterFile), timeout: null, "the server that the test left to stop");
        }

        _directory.Dispose();
    }

    private protected Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions? options = null) =>
        EmbeddedPostgres.StartAsync(
            DataDirectory, options ?? new EmbeddedPostgresOptions(), NullLogger.Instance, TimeProvider.System, Cancelled);

    private protected int ServerProcess() =>
        PostmasterFile.Read(Home.PostmasterFile)?.ProcessId ?? throw new InvalidOperationException("No server is running.");

    private protected static async Task<T> QueryAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private protected static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
