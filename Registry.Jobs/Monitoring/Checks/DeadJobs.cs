using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>
/// Jobs that were given up. They wait for a person, and so a person has to know. One that a person has stopped may be forgotten, like a queue that
/// is paused.
/// </summary>
internal sealed class DeadJobs(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "dead_jobs";

    public string Limit => $"No job was given up, or stopped by a person for more than {Words.Of(options.Value.MaxPausedTime)}.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var kinds = await facts.DeadAsync(options.Value.MaxPausedTime, cancellationToken);
        return [.. kinds.Select(dead => new Finding(
            $"{Key}/{dead.Kind}",
            $"{Words.Count(dead.Count, $"{dead.Kind} job was", $"{dead.Kind} jobs were")} given up, the last one after "
            + $"{Words.Count(dead.MostAttempts, "attempt", "attempts")} with: {Words.Quote(dead.LastError ?? "?")} "
            + "Retry or discard with `registry jobs`."))];
    }
}
