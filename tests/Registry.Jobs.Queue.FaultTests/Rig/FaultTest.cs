using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>A database with the queue's tables for each test, and the <see cref="Diary"/> that handlers write.</summary>
public abstract class FaultTest(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>Long enough for a machine that has much else to do.</summary>
    private protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<IAsyncDisposable> _owned = [];
    private readonly List<WorkerProcess> _processes = [];
    private NpgsqlDataSource? _database;
    private IHost? _client;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected string ConnectionString { get; private set; } = "";

    private protected NpgsqlDataSource Database => _database ?? throw new InvalidOperationException("The test has not begun.");

    private protected JobQueue Queue => _client!.Services.GetRequiredService<JobQueue>();

    private protected JobInspector Inspector => _client!.Services.GetRequiredService<JobInspector>();

    private protected WorkerOrders Orders => new(ConnectionString, "worker");

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(ConnectionString);
        await ExecuteAsync(JobSchema.All);
        await ExecuteAsync(Diary.Table);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddJobQueue(options => options.ConnectionString = ConnectionString);
        _client = builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var process in _processes)
            process.Dispose();
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
        _client?.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
        await CleanUpAsync();
    }

    private protected virtual Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();

    private protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private protected WorkerProcess StartProcess(WorkerOrders orders)
    {
        var process = WorkerProcess.Start(orders);
        _processes.Add(process);
        return process;
    }

    /// <summary>The same as a process, but within that of the tests.</summary>
    private protected async Task<IHost> StartWorkerAsync(WorkerOrders orders, Action<IServiceCollection>? add = null)
    {
        var host = WorkerRole.Build(orders, services =>
        {
            // The signals and the end of the tests' process are not for it.
            services.AddSingleton<IHostLifetime, NoLifetime>();
            add?.Invoke(services);
        });
        Own(new StoppedHost(host));
        await host.StartAsync(Cancelled);
        return host;
    }

    /// <summary>Adds jobs in one transaction, and tells nobody: workers find them by polling.</summary>
    private protected async Task EnqueueAsync(JobKind<Errand> kind, params Errand[] errands)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        foreach (var errand in errands)
            await Queue.EnqueueAsync(transaction, kind, errand, Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    private protected async Task<IReadOnlyList<JobDetails>> JobsAsync(string key)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        return await Inspector.JobsOfAsync(connection, key, Cancelled);
    }

    /// <summary>Attempts at the jobs of a key, the oldest first.</summary>
    private protected async Task<IReadOnlyList<JobAttempt>> AttemptsAsync(JobKind<Errand> kind, string key)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        return [.. (await Inspector.AttemptsOfAsync(connection, [kind.Name], key, DateTimeOffset.UnixEpoch, 1000, Cancelled)).Reverse()];
    }

    private protected Task RunsAsync(string key, string worker) => Wait.UntilAsync(
        async () => await JobsAsync(key) is [{ Worker: { } who }] && who.StartsWith(worker + "/", StringComparison.Ordinal),
        Patience,
        $"{worker} to run {key}");

    /// <summary>The last thing that a worker's session was told begins so.</summary>
    private protected Task LastSaidAsync(string worker, string statement) => Wait.UntilAsync(
        () => QueryAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' "
            + $"AND application_name LIKE 'worker {worker}/%' AND query LIKE '{statement}%')"),
        Patience,
        $"{worker} to say {statement}");

    private protected Task<long> CountJobsAsync() => QueryAsync<long>("SELECT count(*) FROM background_jobs");

    /// <summary>So many different jobs were done, and none of them twice.</summary>
    private protected async Task DoneExactlyOnceAsync(int jobs)
    {
        Assert.Equal(jobs, await QueryAsync<long>("SELECT count(*) FROM diary WHERE is_done"));
        Assert.Equal(jobs, await QueryAsync<long>("SELECT count(DISTINCT (key, number)) FROM diary WHERE is_done"));
    }

    private protected Task NoJobIsLeftAsync() =>
        Wait.UntilAsync(async () => await CountJobsAsync() == 0, Patience, "all jobs to be done");

    private protected async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    private protected async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private protected static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class StoppedHost(IHost host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
