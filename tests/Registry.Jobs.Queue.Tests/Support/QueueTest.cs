using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>A database with the queue's tables for each test, and a table <c>effects</c> that handlers write to.</summary>
public abstract class QueueTest(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly List<QueueHost> _hosts = [];
    private NpgsqlDataSource? _database;
    private QueueHost? _client;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected string ConnectionString { get; private set; } = "";

    private protected NpgsqlDataSource Database => _database ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>A process that adds jobs and runs none. It is not started, so nobody hears of its jobs: workers find them by polling.</summary>
    private protected QueueHost Client => _client ??= Build(_ => { });

    private protected JobInspector Inspector => Client.Services.GetRequiredService<JobInspector>();

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(ConnectionString);
        await ExecuteAsync(JobSchema.Version1);
        await ExecuteAsync("CREATE TABLE effects (id bigint GENERATED ALWAYS AS IDENTITY, job text NOT NULL)");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Task.WhenAll(_hosts.Select(host => host.DisposeAsync().AsTask()));
        if (_database is not null)
            await _database.DisposeAsync();
        await CleanUpAsync();
    }

    private protected virtual Task<string> CreateDatabaseAsync() => postgres.CreateDatabaseAsync();

    private protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private protected QueueHost Build(Action<JobQueueBuilder> add, Action<JobQueueOptions>? configure = null)
    {
        var host = QueueHost.Build(ConnectionString, configure, add);
        _hosts.Add(host);
        return host;
    }

    private protected QueueHost BuildWorker(
        string name, Handling handle, Action<JobQueueOptions>? configure = null, params JobKind<Note>[] kinds) => Build(
        queue =>
        {
            AddHandlers(queue, handle, kinds);
            queue.AddWorkers();
        },
        options =>
        {
            options.WorkerName = name;
            configure?.Invoke(options);
        });

    private protected async Task<QueueHost> StartWorkerAsync(
        string name, Handling handle, Action<JobQueueOptions>? configure = null, params JobKind<Note>[] kinds)
    {
        var host = BuildWorker(name, handle, configure, kinds);
        await host.StartAsync();
        return host;
    }

    /// <summary>Runs jobs when the test says so.</summary>
    private protected JobTestDriver BuildDriver(Handling handle, Action<JobQueueOptions>? configure = null, params JobKind<Note>[] kinds) =>
        Build(
            queue =>
            {
                AddHandlers(queue, handle, kinds);
                queue.AddTestDriver();
            },
            configure).Driver;

    private protected async Task EnqueueAsync(JobKind<Note> kind, params string[] texts)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        foreach (var text in texts)
            await Client.Queue.EnqueueAsync(transaction, kind, new Note(text), Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    private protected async Task<IReadOnlyList<JobDetails>> JobsAsync(string key)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        return await Inspector.JobsOfAsync(connection, key, Cancelled);
    }

    /// <summary>Attempts at the jobs of a key, the oldest first.</summary>
    private protected async Task<IReadOnlyList<JobAttempt>> AttemptsAsync(string key, JobKind<Note>? kind = null)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        var attempts = await Inspector.AttemptsOfAsync(
            connection, [(kind ?? Kinds.Plain).Name], key, DateTimeOffset.UnixEpoch, 1000, Cancelled);
        return [.. attempts.Reverse()];
    }

    private protected Task<long> CountJobsAsync() => QueryAsync<long>("SELECT count(*) FROM background_jobs");

    private protected Task<string[]> EffectsAsync() => QueryAsync<string[]>("SELECT coalesce(array_agg(job ORDER BY id), '{}') FROM effects");

    private protected Task NoJobIsLeftAsync() => Wait.UntilAsync(async () => await CountJobsAsync() == 0, timeout: null, "all jobs to be done");

    private protected Task RunsAsync(string key, string worker) => Wait.UntilAsync(
        async () => await JobsAsync(key) is [{ Worker: { } who }] && who.StartsWith(worker + "/", StringComparison.Ordinal),
        timeout: null,
        $"{worker} to run {key}");

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

    private static void AddHandlers(JobQueueBuilder queue, Handling handle, JobKind<Note>[] kinds)
    {
        queue.Services.AddSingleton(handle);
        foreach (var kind in kinds.Length == 0 ? [Kinds.Plain] : kinds)
            queue.AddHandler<Note, NoteHandler>(kind);
    }
}
