using Npgsql;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>Databases with a user and a token in them. The verbs make one, and each test gets a copy of it.</summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly PostgresFixture _postgres = new();
    private readonly Lazy<Task<(string Name, string Token)>> _model;

    public Databases() => _model = new(MakeModelAsync);

    /// <summary>A database of its own for a test, and a token in it.</summary>
    internal async Task<(string ConnectionString, string Token)> CreateAsync()
    {
        var (name, token) = await _model.Value;
        return (await _postgres.CreateDatabaseAsync(template: name), token);
    }

    /// <summary>A database without tables.</summary>
    internal Task<string> CreateEmptyAsync() => _postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();

    private async Task<(string Name, string Token)> MakeModelAsync()
    {
        var connectionString = await _postgres.CreateDatabaseAsync();
        string[] settings = [$"--ConnectionStrings:Registry={connectionString}"];
        (await RegistryExecutable.RunAsync(["migrate", .. settings], CancellationToken.None)).Succeeded();
        var token = await Site.CreateTokenAsync("ferris", settings);
        return (new NpgsqlConnectionStringBuilder(connectionString).Database!, token);
    }
}
