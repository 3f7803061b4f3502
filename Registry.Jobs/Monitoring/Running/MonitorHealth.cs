namespace Registry.Jobs.Monitoring.Running;

/// <summary>Whether the monitor runs, for those who ask from outside.</summary>
internal sealed class MonitorHealth(RunLog runs, MonitorClock clock)
{
    public async Task<MonitorState> ReadAsync(CancellationToken cancellationToken)
    {
        var now = await runs.NowAsync(cancellationToken);
        var any = await runs.LatestAsync(RunKind.Checks, except: 0, scheduled: false, cancellationToken);
        var scheduled = await runs.LatestAsync(RunKind.Checks, except: 0, scheduled: true, cancellationToken);
        return new MonitorState(any?.StartedAt, any?.Outcome, scheduled?.NextDueAt ?? clock.FirstDueAt)
        {
            Problem = clock.MissedSince(scheduled?.NextDueAt, now) is { } since
                ? $"the monitor was to run at {Words.Of(since)} and did not{(clock.LastError is { } error ? $": {error}" : "")}"
                : any?.Outcome switch
                {
                    RunOutcome.Failed => $"the monitor failed at {Words.Of(any.StartedAt)} on {any.Node}: {any.Error}",
                    RunOutcome.Unknown => $"a check of the monitor could not be made at {Words.Of(any.StartedAt)} on {any.Node}",
                    _ => null,
                },
        };
    }
}

/// <summary>How it stands with the monitor.</summary>
/// <param name="LastRunAt">When it last began; null when it never did.</param>
/// <param name="LastOutcome">How that ended; null while it runs.</param>
/// <param name="NextRunAt">When it is due.</param>
internal sealed record MonitorState(DateTimeOffset? LastRunAt, string? LastOutcome, DateTimeOffset? NextRunAt)
{
    /// <summary>Why it does not run, in words; null when it does.</summary>
    public string? Problem { get; init; }
}
