using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Data;

namespace Registry.App.Hosting;

/// <summary>The database of this process: the one that is set, or the embedded one of the data directory.</summary>
internal sealed class Database : IAsyncDisposable
{
    /// <summary>Name of the connection string; its key is <c>ConnectionStrings:Registry</c>.</summary>
    public const string ConnectionStringName = "Registry";

    private readonly EmbeddedPostgres? _embedded;

    private Database(string connectionString, EmbeddedPostgres? embedded)
    {
        _embedded = embedded;
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "registry" }.ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public static async Task<Database> OpenAsync(
        IConfiguration configuration, string dataPath, ILogger logger, CancellationToken cancellationToken)
    {
        if (configuration.GetConnectionString(ConnectionStringName) is { Length: > 0 } set)
            return new Database(Checked(set), null);
        var embedded = await EmbeddedPostgres.StartAsync(dataPath, logger, TimeProvider.System, cancellationToken);
        return new Database(embedded.ConnectionString, embedded);
    }

    public RegistryDbContext CreateContext()
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistry(DataSource);
        return new RegistryDbContext(options.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
    }

    private static string Checked(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).ConnectionString;
        }
        catch (ArgumentException fault)
        {
            throw new SettingException($"ConnectionStrings:{ConnectionStringName} cannot be read: {fault.Message}");
        }
    }
}
