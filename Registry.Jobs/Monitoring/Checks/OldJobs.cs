using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>A job that is unfinished for too long, whether it waits, fails again and again, or hangs while it runs.</summary>
internal sealed class OldJobs(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "old_jobs";

    public string Limit => $"A job is done within {Words.Of(options.Value.MaxJobTime)}.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxJobTime;
        var queues = await facts.OldJobsAsync(limit, cancellationToken);
        return [.. queues.Select(old => new Finding(
            $"{Key}/{old.Queue}",
            $"{Words.Count(old.Count, "job", "jobs")} in the queue {old.Queue} {(old.Count == 1 ? "is" : "are")} unfinished for more than "
            + $"{Words.Of(limit)}. The oldest, {old.Kind} {old.Id}{(old.JobKey is null ? "" : $" ({old.JobKey})")}, for {Words.Of(old.Age)}: {State(old)}."))];
    }

    private static string State(OldJobsOfQueue old) => old switch
    {
        { Worker: { } worker, RunningFor: { } time } => $"{worker} runs it for {Words.Of(time)}",
        { Attempts: > 0 } => $"it has failed {Words.Count(old.Attempts, "time", "times")}, last with: {Words.Quote(old.LastError ?? "?").TrimEnd('.')}",
        _ => "nobody has begun it",
    };
}
