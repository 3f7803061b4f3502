namespace Registry.Benchmarks.Publish;

/// <summary><c>script/bench publish</c>.</summary>
internal static class PublishBench
{
    private const int WarmUp = 200;
    private const int CargoRuns = 5;

    public static async Task<IReadOnlyList<Figure>> RunAsync(int crates, int clients, CancellationToken cancellationToken)
    {
        await using var registry = await RegistryUnderTest.StartAsync([], cancellationToken);
        await PublishLoad.RunAsync(registry, "warm", WarmUp, 2, cancellationToken);
        var one = await PublishLoad.RunAsync(registry, "one", crates, 1, cancellationToken);
        var several = await PublishLoad.RunAsync(registry, "many", crates, clients, cancellationToken);
        var polls = await CargoPolls.CountAsync(CargoRuns, cancellationToken);

        return
        [
            new("publishes, 1 client", one.PerSecond, "/s"),
            Figure.Below("answer p50, 1 client", one.Answer.Percentile(0.5), "ms", 15),
            new("answer p99, 1 client", one.Answer.Percentile(0.99), "ms"),
            Figure.Below("answer to usable p50, 1 client", one.Usable.Percentile(0.5), "ms", 100),
            new("answer to usable p99, 1 client", one.Usable.Percentile(0.99), "ms"),
            new("answer to git commit p50, 1 client", one.Committed.Percentile(0.5), "ms"),
            new("answer to git commit p99, 1 client", one.Committed.Percentile(0.99), "ms"),
            new($"publishes, {clients} clients", several.PerSecond, "/s"),
            new($"answer p50, {clients} clients", several.Answer.Percentile(0.5), "ms"),
            new($"answer p99, {clients} clients", several.Answer.Percentile(0.99), "ms"),
            new($"answer to usable p50, {clients} clients", several.Usable.Percentile(0.5), "ms"),
            new($"answer to usable p99, {clients} clients", several.Usable.Percentile(0.99), "ms"),
            new($"answer to git commit p50, {clients} clients", several.Committed.Percentile(0.5), "ms"),
            new($"answer to git commit p99, {clients} clients", several.Committed.Percentile(0.99), "ms"),
            Figure.AtMost($"index polls of cargo publish, most of {CargoRuns}", polls.Max(), "polls", 2),
        ];
    }
}
