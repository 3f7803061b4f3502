using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.CleaningUp;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Running;

namespace Registry.Jobs.Scheduling;

/// <summary>
/// Hangfire, as a clock and for nothing else (docs/adr/0012): of the monitor, of mails to authors, and of what is to be done once a day. It
/// keeps nothing: every node ticks, and the database decides which of them runs.
/// </summary>
internal sealed partial class MonitorSchedule(
    IServiceProvider services, RunLog runs, MonitorClock clock, IOptions<MonitorOptions> options, TimeProvider time,
    ILogger<MonitorSchedule> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long a tick that runs may take to give up when the process stops.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private InMemoryStorage? _storage;
    private BackgroundJobServer? _server;

    /// <summary>A check may need what is started beside the schedule.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        clock.Started(CronClock.NextAfter(options.Value.Schedule, await NowAsync(cancellationToken)));
        _storage = new InMemoryStorage();
        var recurring = new RecurringJobManager(_storage);
        var how = new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc, MisfireHandling = MisfireHandlingMode.Ignorable };
        recurring.AddOrUpdate("monitor", Job.FromExpression<MonitorTick>(tick => tick.CheckAsync(CancellationToken.None)), options.Value.Schedule, how);
        recurring.AddOrUpdate(
            "index-comparison", Job.FromExpression<MonitorTick>(tick => tick.CompareAsync(CancellationToken.None)), options.Value.ComparisonSchedule, how);
        recurring.AddOrUpdate("notices", Job.FromExpression<NoticeTick>(tick => tick.EnqueueAsync(CancellationToken.None)), NoticeTick.Schedule, how);
        recurring.AddOrUpdate("clean-up", Job.FromExpression<CleanUpTick>(tick => tick.EnqueueAsync(CancellationToken.None)), CleanUp.Schedule, how);
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                Activator = new FromServices(services),
                WorkerCount = 2,
                SchedulePollingInterval = TimeSpan.FromSeconds(1),
                ShutdownTimeout = StopPatience,
                StopTimeout = TimeSpan.Zero,
                CancellationCheckInterval = TimeSpan.FromSeconds(1),
            },
            _storage);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is not { } server)
            return;
        server.SendStop();

        // Its own asynchronous wait throws when the host's time to stop is already over.
        await Task.Run(() => server.WaitForShutdown(StopPatience), CancellationToken.None);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _server, null)?.Dispose();
        _storage?.Dispose();
    }

    /// <summary>Runs are judged by the database's clock. While it is away, ours has to do.</summary>
    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await runs.NowAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogNoDatabase(exception.Message);
            return time.GetUtcNow();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The monitor starts without the database: {Reason}")]
    private partial void LogNoDatabase(string reason);

    private sealed class FromServices(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
    }
}
