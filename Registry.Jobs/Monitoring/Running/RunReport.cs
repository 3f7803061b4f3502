using System.Text.Json;
using Registry.Jobs.Monitoring.Checks;

namespace Registry.Jobs.Monitoring.Running;

/// <summary>What a run came to.</summary>
internal sealed record RunReport(DateTimeOffset StartedAt, IReadOnlyList<CheckResult> Results)
{
    public IEnumerable<Finding> Findings => Results.SelectMany(result => result.Findings);

    /// <summary>
    /// That a check could not be made is found by the check of the monitor itself, and pages; but on its own it does not say that anything
    /// else is wrong.
    /// </summary>
    public string Outcome =>
        Results.Where(result => result.Check != MonitorItself.CheckKey).Any(result => result.Findings.Count > 0) ? RunOutcome.Unhealthy
        : Results.Any(result => result.Error is not null) ? RunOutcome.Unknown
        : Findings.Any() ? RunOutcome.Unhealthy
        : RunOutcome.Healthy;

    public string ToJson() => JsonSerializer.Serialize(
        Results.Select(result => new
        {
            result.Check,
            result.Limit,
            State = result.Error is not null ? RunOutcome.Unknown : result.Findings.Count > 0 ? RunOutcome.Unhealthy : RunOutcome.Healthy,
            result.Error,
            Findings = result.Findings.Select(finding => new { finding.Key, finding.Sentence }),
        }),
        JsonSerializerOptions.Web);
}
