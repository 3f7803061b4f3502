using Registry.Benchmarks.Publish;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>A registry whose git index is large: what cloning costs, the sparse index beside nginx, and publishing while something else goes on.</summary>
internal sealed class ServingBench(FigureList figures, IndexScale scale, string index, CancellationToken cancellationToken)
{
    private const double UnchangedFactor = 1.3;

    public async Task RunAsync()
    {
        await using var registry = await RegistryUnderTest.StartAsync(
            [], cancellationToken, data => Directory.Move(index, Path.Combine(data, "index.git")));
        await PackAsync(registry);
        await CloneAsync(registry);
        await new SparseContest(figures, scale, registry).RunAsync(cancellationToken);
        await PublishInCompanyAsync(registry);
    }

    /// <summary>As it would be in service, with a bitmap.</summary>
    private async Task PackAsync(RegistryUnderTest registry) =>
        (await RegistryExecutable.RunAsync(["index", "gc", "--full", registry.DataSetting], cancellationToken)).Succeeded();

    private async Task CloneAsync(RegistryUnderTest registry)
    {
        using var clones = new GitClones(registry.Url);
        for (var clone = 0; clone < 2; clone++)
            figures.Add(new($"clone {clone + 1} of {scale.Largest} crates through /git/index", (await clones.CloneAsync(cancellationToken)).TotalSeconds, "s"));
        var checks = new Samples();
        for (var check = 0; check < scale.Samples / 5; check++)
            checks.Add(await clones.CheckAsync(cancellationToken));
        figures.Add(new($"up-to-date check of {scale.Largest} crates, with the start of git, p50", checks.Percentile(0.5), "ms"));
    }

    private async Task PublishInCompanyAsync(RegistryUnderTest registry)
    {
        var crates = Math.Max(scale.Samples, 30);
        await PublishLoad.RunAsync(registry, "warm", crates, 1, cancellationToken);
        var alone = (await PublishLoad.RunAsync(registry, "alone", crates, 1, cancellationToken)).Usable.Percentile(0.5);
        figures.Add(new("publish to usable p50, alone", alone, "ms"));
        foreach (var company in Company.All(registry))
        {
            var beside = await company.BesideAsync(
                token => PublishLoad.RunAsync(registry, company.Name, crates, 1, token), cancellationToken);
            figures.Add(Figure.AtMost(
                $"publish to usable p50, beside {company.Name}", beside.Usable.Percentile(0.5), "ms", Math.Round(UnchangedFactor * alone, 1)));
        }
    }
}
