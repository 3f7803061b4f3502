namespace Registry.Jobs.Monitoring.Checks;

/// <summary>Jobs that were given up. They wait for a person, and so a person has to know.</summary>
internal sealed class DeadJobs(QueueFacts facts) : ICheck
{
    public string Key => "dead_jobs";

    public string Limit => "No job was given up.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var kinds = await facts.DeadAsync(cancellationToken);
        return [.. kinds.Select(dead => new Finding(
            $"{Key}/{dead.Kind}",
            $"{Words.Count(dead.Count, $"{dead.Kind} job was", $"{dead.Kind} jobs were")} given up, the last one after "
            + $"{Words.Count(dead.MostAttempts, "attempt", "attempts")} with: {Words.Quote(dead.LastError ?? "?")} "
            + "Retry or discard with `registry jobs`."))];
    }
}
