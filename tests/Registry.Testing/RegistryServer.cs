using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Hosting;
using Registry.Data.Accounts;

namespace Registry.Testing;

/// <summary>
/// A whole Registry within the test process: the hosts that the verbs build, on a database and a data directory of their own, behind a real
/// socket. The web role starts without workers, so that a test can look at what waits; <see cref="StartWorkerAsync"/> adds them.
/// </summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly WebApplication _web;
    private readonly List<IHost> _workers = [];
    private readonly List<WebApplication> _otherWebs = [];

    private RegistryServer(TemporaryDirectory directory, Database database, WebApplication web, string connectionString)
    {
        _directory = directory;
        Database = database;
        _web = web;
        ConnectionString = connectionString;
        Url = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient { BaseAddress = Url };
    }

    public string ConnectionString { get; }

    public Uri Url { get; }

    public HttpClient Http { get; }

    public string DataDirectory => _directory.Path;

    public IServiceProvider Services => _web.Services;

    internal Database Database { get; }

    /// <summary>Settings of the started host, to start other processes beside it.</summary>
    public string[] Settings =>
    [
        $"--ConnectionStrings:Registry={ConnectionString}",
        $"--Registry:DataDirectory={DataDirectory}",
        $"--Registry:PublicUrl={Url}",
    ];

    /// <param name="postgres">Where its database is made.</param>
    /// <param name="settings">More settings, such as <c>--Index:Git:Enabled=false</c>.</param>
    public static async Task<RegistryServer> StartAsync(PostgresFixture postgres, params string[] settings)
    {
        var connectionString = await postgres.CreateRegistryDatabaseAsync();
        var directory = new TemporaryDirectory();
        string[] all =
        [
            $"--ConnectionStrings:Registry={connectionString}", $"--Registry:DataDirectory={directory.Path}", "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning", .. settings,
        ];
        try
        {
            var configuration = new ConfigurationBuilder().AddCommandLine(all).Build();
            var database = await Database.OpenAsync(configuration, directory.Path, NullLogger.Instance, CancellationToken.None);
            var web = RegistryApplication.BuildWeb(new Roles(Web: true, Worker: false), all, database);
            await web.StartAsync();
            return new RegistryServer(directory, database, web, connectionString);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Starts workers in this process, as <c>registry worker</c> does in its own.</summary>
    /// <returns>Disposing it stops them.</returns>
    public async Task<IAsyncDisposable> StartWorkerAsync(params string[] settings)
    {
        var worker = RegistryApplication.BuildWorker(
            new Roles(Web: false, Worker: true), [.. Settings, "--Logging:LogLevel:Default=Warning", .. settings], Database);
        await worker.StartAsync();
        _workers.Add(worker);
        return new Worker(worker);
    }

    /// <summary>Starts another process that answers requests on the same database and data directory, in this process.</summary>
    /// <returns>Its services; its address is that of its server.</returns>
    public async Task<(IServiceProvider Services, Uri Url)> StartWebAsync(params string[] settings)
    {
        var web = RegistryApplication.BuildWeb(
            new Roles(Web: true, Worker: false), [.. Settings, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", .. settings], Database);
        _otherWebs.Add(web);
        await web.StartAsync();
        return (web.Services, new Uri(web.Urls.First()));
    }

    /// <summary>Creates a user who signs in with a password.</summary>
    public async Task CreateUserAsync(string login, string password, Role role = Role.Author, string? email = null)
    {
        await using var db = Database.CreateContext();
        var user = new User { Login = login, Role = role, Email = email, EmailConfirmed = email is not null, CreatedAt = TimeProvider.System.GetUtcNow() };
        user.PasswordHash = new PasswordHasher<User>().HashPassword(user, password);
        db.Users.Add(user);
        await db.SaveChangesAsync();
    }

    /// <summary>Creates the user when there is none, and a token.</summary>
    public async Task<string> CreateTokenAsync(string login, bool admin = false, string[]? scopes = null, string[]? crates = null)
    {
        var secret = TokenSecret.NewToken();
        await using var db = Database.CreateContext();
        var user = db.Users.FirstOrDefault(known => known.Login == login)
            ?? new User { Login = login, Role = admin ? Role.Admin : Role.Author, CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Tokens.Add(new ApiToken
        {
            User = user,
            Name = "laptop",
            Hash = TokenSecret.Hash(secret),
            Scopes = scopes ?? [],
            CratePatterns = crates ?? [],
            CreatedAt = TimeProvider.System.GetUtcNow(),
        });
        await db.SaveChangesAsync();
        return secret;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var worker in _workers)
            await StopAsync(worker);
        foreach (var web in _otherWebs)
        {
            await web.StopAsync();
            await web.DisposeAsync();
        }

        await _web.StopAsync();
        await _web.DisposeAsync();
        await Database.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task StopAsync(IHost host)
    {
        try
        {
            await host.StopAsync();
        }
        catch (ObjectDisposedException)
        {
            // The test has stopped it.
        }

        host.Dispose();
    }

    private sealed class Worker(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await StopAsync(host);
    }
}
