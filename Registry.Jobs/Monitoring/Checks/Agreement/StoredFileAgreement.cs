using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>
/// Stored <c>.crate</c> files are what was accepted. Each run looks at a few chosen at random, and at those that were found wrong before.
/// </summary>
internal sealed class StoredFileAgreement(
    StoredFileComparison comparison, CrateIds crates, OpenIncident incident, IOptions<MonitorOptions> options) : ICheck
{
    public const string CheckKey = "stored_files";

    private const int MaxRemembered = 1000;

    public string Key => CheckKey;

    public string Limit => "Stored .crate files are there, with the bytes that were accepted.";

    public TimeSpan TimeLimit => TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        if (!comparison.SeesFiles)
            return [];
        var remembered = await incident.RememberedAsync(Key, cancellationToken);
        var sample = await crates.SampleVersionsAsync(options.Value.FileSample, cancellationToken);
        var differences = (await comparison.CompareAsync([.. remembered.Union(sample)], cancellationToken)).Differences;
        if (differences.Count == 0)
            return [];
        return [new Finding(
            Key,
            $"Downloads fail: {IndexDifference.Name(differences)}.",
            JsonSerializer.Serialize(differences.Select(difference => difference.Id).Take(MaxRemembered)))];
    }
}
