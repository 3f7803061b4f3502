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

    private protected JobAdministrator Administrator => Client.Services.GetRequiredService<JobAdministrator>();

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(ConnectionString);
        await ExecuteAsync(JobSchema.All);
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

    private protected Task EnqueueAsync(JobKind<Note> kind, params string[] texts) => EnqueueAsync(kind, new EnqueueOptions(), texts);

    private protected async Task EnqueueAsync(JobKind<Note> kind, EnqueueOptions options, params string[] texts)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        foreach (var text in texts)
            await Client.Queue.EnqueueAsync(transaction, kind, new Note(text), options, Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    /// <summary>The one job of a key.</summary>
    private protected async Task<JobDetails> JobAsync(string key) => Assert.Single(await JobsAsync(key));

    /// <summary>The unfinished jobs that match, the newest first.</summary>
    private protected Task<IReadOnlyList<JobDetails>> PageAsync(JobFilter filter, long? before = null, int limit = 100) =>
        WithConnectionAsync(connection => Inspector.PageAsync(connection, filter, before, limit, Cancelled));

    private protected async Task<QueueDetails> QueueAsync(string queue) => Assert.Single(
        await WithConnectionAsync(connection => Inspector.QueuesAsync(connection, Cancelled)), found => found.Name == queue);

    private protected Task<int> RetryAsync(JobFilter filter) =>
        WithConnectionAsync(connection => Administrator.RetryAsync(connection, filter, "ada", Cancelled));

    private protected Task<int> DiscardAsync(JobFilter filter) =>
        WithConnectionAsync(connection => Administrator.DiscardAsync(connection, filter, "ada", "It is not wanted.", Cancelled));

    private protected Task<bool> PauseAsync(string queue) =>
        WithConnectionAsync(connection => Administrator.PauseAsync(connection, queue, "ada", "The disk is full.", Cancelled));

    private protected Task<bool> ResumeAsync(string queue) =>
        WithConnectionAsync(connection => Administrator.ResumeAsync(connection, queue, "grace", Cancelled));

    /// <summary>What people did, the oldest first.</summary>
    private protected async Task<IReadOnlyList<JobAction>> ActionsAsync(long? jobId = null) =>
        [.. (await WithConnectionAsync(connection => Inspector.ActionsAsync(connection, jobId, 1000, Cancelled))).Reverse()];

    private protected async Task<T> WithConnectionAsync<T>(Func<NpgsqlConnection, Task<T>> use)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        return await use(connection);
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
        async () =>
        {
            var jobs = await JobsAsync(key);
            return jobs is [{ Worker: { } who }] && who.StartsWith(worker + "/", StringComparison.Ordinal)
                ? true
                : throw new InvalidOperationException($"There is: {string.Join(", ", jobs)}");
        },
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
