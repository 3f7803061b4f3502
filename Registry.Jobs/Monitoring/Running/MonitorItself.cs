using Registry.Jobs.Monitoring.Checks;

namespace Registry.Jobs.Monitoring.Running;

/// <summary>Whether the monitor itself works: that it runs when it should, and that each check can be made.</summary>
internal sealed class MonitorItself(RunLog runs, MonitorClock clock)
{
    public const string CheckKey = "monitor";

    public async Task<CheckResult> CheckAsync(StartedRun run, IEnumerable<CheckResult> results, CancellationToken cancellationToken)
    {
        var findings = results.Where(result => result.Error is not null)
            .Select(result => new Finding($"{CheckKey}/{result.Check}", $"The check {result.Check} could not be made: {result.Error}"))
            .ToList();
        foreach (var kind in (string[])[RunKind.Checks, RunKind.Comparison])
        {
            var latest = await runs.LatestAsync(kind, run.Id, scheduled: false, cancellationToken);
            if (latest is not null && Fault(latest, run) is { } fault)
                findings.Add(new Finding($"{CheckKey}/{kind}", fault));
        }

        if (await MissedAsync(run, cancellationToken) is { } missed)
            findings.Add(new Finding($"{CheckKey}/schedule", missed));
        return new CheckResult { Check = CheckKey, Limit = "The monitor runs by its schedule, and every check can be made.", Findings = findings };
    }

    /// <summary>Of its own kind no other run goes on meanwhile, so one without an end has lost its process. A comparison may take long.</summary>
    private static string? Fault(PastRun latest, StartedRun run)
    {
        if (latest.Outcome == RunOutcome.Failed)
            return $"The monitor failed at {Words.Of(latest.StartedAt)} on {latest.Node}: {Words.Quote(latest.Error ?? "?")}";
        var patience = latest.Kind == RunKind.Checks ? TimeSpan.Zero : MonitorRunner.LongestComparison;
        return latest.FinishedAt is null && latest.StartedAt < run.StartedAt - patience
            ? $"The run of the monitor that began at {Words.Of(latest.StartedAt)} on {latest.Node} did not come to its end."
            : null;
    }

    private async Task<string?> MissedAsync(StartedRun run, CancellationToken cancellationToken)
    {
        var latest = await runs.LatestAsync(RunKind.Checks, run.Id, scheduled: true, cancellationToken);
        return clock.MissedSince(latest?.NextDueAt, run.StartedAt) is { } since
            ? $"The monitor was to run at {Words.Of(since)} and did not, on any node.{(clock.LastError is { } error ? $" The last error here: {error}" : "")}"
            : null;
    }
}
