using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>
/// Both projections of the index show what the database says. Each run looks at a few crates chosen at random, at those with changes that no
/// job goes on with, and at those that were found to differ before; before such an incident is over, everything is compared.
/// </summary>
internal sealed class IndexAgreement(
    IndexComparison comparison, CrateIds crates, OpenIncident incident, IOptions<MonitorOptions> options) : ICheck
{
    public const string CheckKey = "index_disagreement";

    private const int MaxRemembered = 1000;

    public string Key => CheckKey;

    public string Limit => "Sparse index, git index and database say the same of every crate.";

    /// <summary>When everything has to be compared.</summary>
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(30);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var remembered = await incident.RememberedAsync(Key, cancellationToken);
        var sample = await crates.SampleAsync(options.Value.IndexSample, cancellationToken);
        var withoutJob = await crates.WithoutJobAsync(MaxRemembered, cancellationToken);
        var differences = Unknown(await comparison.CompareAsync([.. remembered.Union(sample).Union(withoutJob)], cancellationToken)).ToList();
        return remembered.Count > 0 && differences.Count == 0
            ? await RunWholeAsync(cancellationToken)
            : Findings(differences);
    }

    /// <summary>Compares everything.</summary>
    public async Task<IReadOnlyList<Finding>> RunWholeAsync(CancellationToken cancellationToken)
    {
        var differences = new List<IndexDifference>();
        await foreach (var page in comparison.CompareAllAsync(cancellationToken))
            differences.AddRange(Unknown(page));
        return Findings(differences);
    }

    /// <summary>Of what a person has stopped, with a reason, nobody needs to be told.</summary>
    private static IEnumerable<IndexDifference> Unknown(ComparedPage page) =>
        page.Differences.Where(difference => difference.Kind != DifferenceKind.Stopped);

    private static IReadOnlyList<Finding> Findings(List<IndexDifference> differences)
    {
        if (differences.Count == 0)
            return [];
        var different = differences.Select(difference => difference.Id).Distinct().ToList();
        return [new Finding(
            CheckKey,
            $"The index does not show what the database says: {IndexDifference.Name(differences)}.",
            JsonSerializer.Serialize(different.Where(crate => crate != 0).Take(MaxRemembered)))];
    }
}

/// <summary>Compares everything, on a schedule of its own.</summary>
internal sealed class WholeIndexAgreement(IndexAgreement agreement) : ICheck
{
    public string Key => agreement.Key;

    public string Limit => agreement.Limit;

    public TimeSpan TimeLimit => TimeSpan.FromHours(2);

    public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) => agreement.RunWholeAsync(cancellationToken);
}
