using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Registry.Jobs.Queue;

namespace Registry.Benchmarks.Queue;

/// <summary>The queue of this repository.</summary>
internal sealed class RegistryQueue(string connectionString) : IContestant
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private IHost? _host;

    public Task StartClientAsync(CancellationToken cancellationToken) => StartAsync(_ => { }, _ => { }, cancellationToken);

    public Task StartWorkersAsync(int workers, JobCounter counter, CancellationToken cancellationToken) => StartAsync(
        options =>
        {
            options.Queues[Kinds.NoOp.Queue] = new QueueOptions { Workers = workers };
            options.Queues[Kinds.Unrecorded.Queue] = new QueueOptions { Workers = workers };
            options.Queues[Kinds.Batched.Queue] = new QueueOptions { Workers = workers };
        },
        queue =>
        {
            queue.Services.AddSingleton(counter);
            queue.AddHandler<NoOpArguments, NoOpHandler>(Kinds.NoOp)
                .AddHandler<NoOpArguments, NoOpHandler>(Kinds.Unrecorded)
                .AddHandler<NoOpArguments, NoOpHandler>(Kinds.Batched)
                .AddHandler<NoOpArguments, HoldHandler>(Kinds.Held)
                .AddWorkers();
        },
        cancellationToken);

    public async Task<IEnqueuer> OpenAsync(CancellationToken cancellationToken) => new Enqueuer(
        await _database.OpenConnectionAsync(cancellationToken), _host!.Services.GetRequiredService<JobQueue>());

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private async Task StartAsync(Action<JobQueueOptions> configure, Action<JobQueueBuilder> add, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        add(builder.Services.AddJobQueue(options =>
        {
            options.ConnectionString = connectionString;
            configure(options);
        }));
        _host = builder.Build();
        await _host.StartAsync(cancellationToken);
    }

    /// <summary>Kinds of jobs that do nothing.</summary>
    internal static class Kinds
    {
        public static JobKind<NoOpArguments> NoOp { get; } = new(Kind.NoOp.Name) { Queue = Kind.NoOp.Queue };

        public static JobKind<NoOpArguments> Unrecorded { get; } = new(Kind.Unrecorded.Name) { Queue = Kind.Unrecorded.Queue, RecordDone = false };

        public static JobKind<NoOpArguments> Held { get; } = new(Kind.Held.Name) { Queue = Kind.Held.Queue };

        public static JobKind<NoOpArguments> Batched { get; } = new(Kind.Batched.Name) { Queue = Kind.Batched.Queue, BatchSize = 100 };
    }

    /// <param name="EnqueuedAt">By the machine's clock that runs from its start.</param>
    internal sealed record NoOpArguments(long EnqueuedAt);

    internal sealed class NoOpHandler(JobCounter counter) : IJobHandler<NoOpArguments>
    {
        public Task RunAsync(JobBatch<NoOpArguments> batch, CancellationToken cancellationToken)
        {
            counter.Started(batch.Jobs.Count, batch.Jobs[0].Arguments.EnqueuedAt);
            return Task.CompletedTask;
        }
    }

    internal sealed class HoldHandler : IJobHandler<NoOpArguments>
    {
        public Task RunAsync(JobBatch<NoOpArguments> batch, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class Enqueuer(NpgsqlConnection connection, JobQueue queue) : IEnqueuer
    {
        public async Task EnqueueAsync(CancellationToken cancellationToken)
        {
            var arguments = new NoOpArguments(System.Diagnostics.Stopwatch.GetTimestamp());
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await queue.EnqueueAsync(transaction, Kinds.NoOp, arguments, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            queue.Wake(Kinds.NoOp);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
