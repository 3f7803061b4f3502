using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Auditing;
using Registry.Jobs.Monitoring.Checks;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Monitoring.Incidents;
using Registry.Jobs.Monitoring.Paging;

namespace Registry.Jobs.Monitoring.Running;

/// <summary>Runs the monitor: makes the checks, opens and clears incidents, and sees to it that somebody is told.</summary>
internal sealed partial class MonitorRunner(
    IEnumerable<ICheck> checks, WholeIndexAgreement whole, IncidentBook incidents, PageDesk desk, MonitorItself itself, RunLog runs,
    AuditPruning audit, NpgsqlDataSource database, IOptions<MonitorOptions> options, TimeProvider time, ILogger<MonitorRunner> logger)
{
    public static readonly TimeSpan LongestComparison = TimeSpan.FromHours(3);

    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    /// <summary>Makes all checks.</summary>
    /// <param name="nextDueAt">The tick, told by when the next one is due; null when somebody asked for the run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when another node has made the run of this tick.</returns>
    /// <exception cref="TimeoutException">Another run does not come to its end.</exception>
    public async Task<RunReport?> RunAsync(DateTimeOffset? nextDueAt, CancellationToken cancellationToken)
    {
        // Each node looks at what only it can see, whoever makes the rest of the run.
        var own = await OfAsync(checks.Where(check => check is INodeCheck), cancellationToken);
        await TellAsync(own, await runs.NowAsync(cancellationToken), cancellationToken);
        return await InTurnAsync(RunKind.Checks, LongestRun, nextDueAt, async run =>
        {
            var results = await OfAsync(checks.Where(check => check is not INodeCheck), cancellationToken);
            results.Add(await itself.CheckAsync(run, [.. own, .. results], cancellationToken));
            await TellAsync(results, run.StartedAt, cancellationToken);
            await desk.HurryAsync(cancellationToken);
            await runs.PruneAsync(options.Value.KeepHistory, cancellationToken);
            await audit.PruneAsync(cancellationToken);
            return new RunReport(run.StartedAt, [.. own, .. results]);
        }, cancellationToken);
    }

    /// <summary>Compares the whole index with the database.</summary>
    public Task<RunReport?> CompareAsync(DateTimeOffset? nextDueAt, CancellationToken cancellationToken) =>
        InTurnAsync(RunKind.Comparison, LongestComparison, nextDueAt, async run =>
        {
            var result = await CheckResult.OfAsync(whole, time, cancellationToken);
            if (result.Error is { } error)
                throw new InvalidOperationException(error);
            await TellAsync([result], run.StartedAt, cancellationToken);
            await desk.HurryAsync(cancellationToken);
            return new RunReport(run.StartedAt, [result]);
        }, cancellationToken);

    /// <summary>One run of a kind at a time in the cluster: a later one must not be undone by an earlier one.</summary>
    private async Task<RunReport?> InTurnAsync(
        string kind, TimeSpan longest, DateTimeOffset? nextDueAt, Func<StartedRun, Task<RunReport>> body, CancellationToken cancellationToken)
    {
        await using var turn = await AdvisoryLock.TakeAsync(
            database, AdvisoryLock.Runs, $"monitor {kind}", Patience, longest, cancellationToken);
        var run = await runs.BeginAsync(kind, nextDueAt, cancellationToken);
        if (run is null)
            return null;
        try
        {
            var report = await body(run);
            await runs.EndAsync(run.Id, report.Outcome, null, report.ToJson(), cancellationToken);
            LogRun(kind, report.Outcome, report.Findings.Count());
            return report;
        }
        catch (Exception exception)
        {
            await RecordFailureAsync(run, exception, cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    private async Task<List<CheckResult>> OfAsync(IEnumerable<ICheck> wanted, CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        foreach (var check in wanted)
        {
            var result = await CheckResult.OfAsync(check, time, cancellationToken);
            if (result.Error is { } error)
                LogCheckFailed(check.Key, error);
            results.Add(result);
        }

        return results;
    }

    private async Task TellAsync(IReadOnlyList<CheckResult> results, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        if (await incidents.ApplyAsync(results, startedAt, cancellationToken))
            await desk.HurryAsync(cancellationToken);
    }

    private async Task RecordFailureAsync(StartedRun run, Exception exception, bool stopped)
    {
        using var patience = new CancellationTokenSource(EndPatience, time);
        try
        {
            await runs.EndAsync(
                run.Id, stopped ? RunOutcome.Stopped : RunOutcome.Failed, Words.Quote(exception.Message), null, patience.Token);
        }
        catch (Exception lost) when (lost is NpgsqlException or OperationCanceledException)
        {
            // The row stays without an end, and so the next run knows.
            LogNotRecorded(lost.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The monitor ran ({Kind}): {Outcome}, {Findings} finding(s)")]
    private partial void LogRun(string kind, string outcome, int findings);

    [LoggerMessage(Level = LogLevel.Error, Message = "The monitor's check {Check} could not be made: {Error}")]
    private partial void LogCheckFailed(string check, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "How the run of the monitor ended could not be recorded: {Reason}")]
    private partial void LogNotRecorded(string reason);
}
