using Npgsql;
using Registry.App.Hosting.Postgres;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>A registry made of real processes: one that answers requests, and workers beside it.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<RegistryProcess> _processes = [];
    private readonly string _verb;
    private readonly string[] _settings;

    private Site(string verb, string? connectionString, string[] settings)
    {
        _verb = verb;
        ConnectionString = connectionString;
        _settings = [$"--Registry:DataDirectory={_directory.Path}", .. settings];
        if (connectionString is not null)
            _settings = [$"--ConnectionStrings:Registry={connectionString}", .. _settings];
    }

    /// <summary>Null with an embedded PostgreSQL.</summary>
    public string? ConnectionString { get; }

    public string DataDirectory => _directory.Path;

    public string GitIndex => Path.Combine(DataDirectory, "index.git");

    public HttpClient Http { get; } = new();

    public Uri Url => Http.BaseAddress!;

    /// <summary>May publish.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The process that answers requests.</summary>
    public RegistryProcess Front { get; private set; } = null!;

    /// <summary>All that its processes have said so far.</summary>
    public string Log => string.Concat(_processes.Select(process => process.Log));

    /// <summary>The process of the embedded PostgreSQL, while it runs.</summary>
    public int? PostgresProcess =>
        PostmasterFile.Read(new PostgresHome(Path.Combine(DataDirectory, "postgres")).PostmasterFile) is { } server && server.IsRunning()
            ? server.ProcessId
            : null;

    /// <summary>Starts <c>serve</c> on an empty data directory, with a PostgreSQL of its own.</summary>
    public static async Task<Site> ServeAsync(params string[] settings)
    {
        await RequirePostgresAsync();
        var site = new Site("serve", null, settings);
        await site.BeginAsync(async () => site.Token = await CreateTokenAsync("ferris", site._settings));
        return site;
    }

    /// <summary>Starts <c>serve</c> or <c>web</c> on a database that other processes share.</summary>
    public static async Task<Site> StartAsync(string verb, Databases databases, params string[] settings)
    {
        var (connectionString, token) = await databases.CreateAsync();
        var site = new Site(verb, connectionString, settings) { Token = token };
        await site.BeginAsync(() => Task.CompletedTask);
        return site;
    }

    /// <summary>Starts <c>serve</c> or <c>web</c> on an empty database.</summary>
    public static async Task<Site> StartAsync(string verb, string connectionString, params string[] settings)
    {
        (await RegistryExecutable.RunAsync(["migrate", $"--ConnectionStrings:Registry={connectionString}"], CancellationToken.None)).Succeeded();
        var site = new Site(verb, connectionString, settings);
        await site.BeginAsync(async () => site.Token = await CreateTokenAsync("ferris", site._settings));
        return site;
    }

    /// <summary>Runs a verb of this registry to its end.</summary>
    public Task<ProgramResult> RunAsync(params string[] arguments) =>
        RegistryExecutable.RunAsync([.. arguments, .. _settings], TestContext.Current.CancellationToken);

    /// <summary>Makes a user and a token by the verbs.</summary>
    public static async Task<string> CreateTokenAsync(string login, string[] settings)
    {
        (await RegistryExecutable.RunAsync(["user", "add", login, .. settings], CancellationToken.None)).Succeeded();
        string[] create = ["token", "create", "--user", login, "--name", "laptop", .. settings];
        return (await RegistryExecutable.RunAsync(create, CancellationToken.None)).Succeeded().Output.Trim();
    }

    /// <summary>Starts the front again, at the address it had.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        Front = await RegistryProcess.StartAsync([_verb, .. _settings, $"--urls={Url}", .. settings]);
        _processes.Add(Front);
    }

    public async Task<RegistryProcess> StartWorkerAsync(params string[] arguments)
    {
        var worker = await RegistryProcess.StartAsync(["worker", .. _settings, $"--Registry:PublicUrl={Url}", .. arguments]);
        _processes.Add(worker);
        return worker;
    }

    /// <summary>Starts another process that answers requests, beside the front.</summary>
    public async Task<RegistryProcess> StartWebAsync()
    {
        var node = await RegistryProcess.StartAsync(["web", .. _settings, $"--Registry:PublicUrl={Url}", "--urls=http://127.0.0.1:0"]);
        _processes.Add(node);
        return node;
    }

    public async Task<NpgsqlConnection> OpenDatabaseAsync()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        if (PostgresProcess is { } left)
        {
            Libc.Interrupt(left);
            await Wait.UntilAsync(() => PostgresProcess is null, Patience, "PostgreSQL to stop");
        }

        _directory.Dispose();
    }

    private async Task BeginAsync(Func<Task> then)
    {
        try
        {
            Front = await RegistryProcess.StartAsync([_verb, .. _settings, "--urls=http://127.0.0.1:0"]);
            _processes.Add(Front);
            Http.BaseAddress = Front.Url;
            await then();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private static async Task RequirePostgresAsync()
    {
        try
        {
            await PostgresBinaries.FindAsync(null, null, TestContext.Current.CancellationToken);
        }
        catch (PostgresNotFoundException missing) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(missing.Message);
        }
    }
}
