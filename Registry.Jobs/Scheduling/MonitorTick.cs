using Hangfire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Monitoring.Running;

namespace Registry.Jobs.Scheduling;

/// <summary>What Hangfire calls, on every node.</summary>
internal sealed partial class MonitorTick(
    MonitorRunner runner, RunLog runs, MonitorClock clock, IndexComparison index, IOptions<GitIndexOptions> git, IOptions<MonitorOptions> options,
    TimeProvider time, ILogger<MonitorTick> logger)
{
    /// <summary>Nodes that see the git index go first: they can compare it.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(3);

    [AutomaticRetry(Attempts = 0)]
    public Task CheckAsync(CancellationToken cancellationToken) => TickAsync(options.Value.Schedule, runner.RunAsync, cancellationToken);

    [AutomaticRetry(Attempts = 0)]
    public Task CompareAsync(CancellationToken cancellationToken) =>
        TickAsync(options.Value.ComparisonSchedule, runner.CompareAsync, cancellationToken);

    private async Task TickAsync(
        string schedule, Func<DateTimeOffset?, CancellationToken, Task<RunReport?>> run, CancellationToken cancellationToken)
    {
        try
        {
            var nextDueAt = CronClock.NextAfterTick(schedule, await runs.NowAsync(cancellationToken));
            if (git.Value.Enabled && !index.SeesGit)
                await Task.Delay(Courtesy, time, cancellationToken);
            await run(nextDueAt, cancellationToken);
            clock.Ticked(null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
#pragma warning disable CA1031 // The next tick comes whatever happened to this one.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            clock.Ticked(Words.Quote(exception.Message));
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The monitor could not run")]
    private partial void LogFailed(Exception exception);
}
