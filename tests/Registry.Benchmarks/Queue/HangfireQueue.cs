using System.Diagnostics;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.States;
using Npgsql;

namespace Registry.Benchmarks.Queue;

/// <summary>
/// Hangfire on PostgreSQL, with its option to be notified of new jobs: without it an idle worker looks every few seconds.
/// </summary>
internal sealed class HangfireQueue : IContestant
{
    private static JobCounter? _counter;

    private readonly PostgreSqlStorage _storage;
    private BackgroundJobServer? _server;

    public HangfireQueue(string connectionString)
    {
        var options = new PostgreSqlStorageOptions { EnableLongPolling = true };
        _storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }

    /// <summary>Creates its tables where they are missing, and empties them.</summary>
    public static async Task ClearAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var created = new HangfireQueue(connectionString);
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("TRUNCATE hangfire.job, hangfire.jobqueue, hangfire.counter CASCADE");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The job. Hangfire finds it by its name.</summary>
    public static void NoOp(long enqueuedAt) => _counter!.Started(1, enqueuedAt);

    public Task StartClientAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartWorkersAsync(int workers, JobCounter counter, CancellationToken cancellationToken)
    {
        _counter = counter;
        _server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = workers }, _storage);
        return Task.CompletedTask;
    }

    public Task<IEnqueuer> OpenAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IEnqueuer>(new Enqueuer(new BackgroundJobClient(_storage)));

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Enqueuer(BackgroundJobClient client) : IEnqueuer
    {
        public Task EnqueueAsync(CancellationToken cancellationToken)
        {
            var enqueuedAt = Stopwatch.GetTimestamp();
            client.Create(() => NoOp(enqueuedAt), new EnqueuedState());
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
