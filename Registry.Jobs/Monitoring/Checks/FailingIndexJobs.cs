using Microsoft.Extensions.Options;
using Registry.Jobs.Index;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>Index jobs that fail again and again, before they are old enough to be told by their age.</summary>
internal sealed class FailingIndexJobs(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "failing_jobs";

    public string Limit => $"An index job fails less than {Words.Count(options.Value.MaxFailures, "time", "times")}.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxFailures;
        var kinds = await facts.FailingAsync([.. IndexJobs.All.Select(kind => kind.Name)], limit, cancellationToken);
        return [.. kinds.Select(failing => new Finding(
            $"{Key}/{failing.Kind}",
            $"{Words.Count(failing.Count, $"{failing.Kind} job has", $"{failing.Kind} jobs have")} failed {limit} times or more, "
            + $"the worst of them {failing.MostAttempts} times. The last error: {Words.Quote(failing.LastError ?? "?")}"))];
    }
}
