using System.Diagnostics;
using System.Text.Json.Nodes;
using Registry.Benchmarks.Index;
using Registry.Testing;

namespace Registry.Benchmarks.Pages;

/// <summary><c>script/bench pages</c>.</summary>
internal static class PagesBench
{
    private const int MostBytes = 100_000;
    private const int Loads = 5;
    private const int WarmUp = 10;
    private const int FirstPages = 200;
    private const int WeighedPages = 400;
    private const int SpreadOver = 200;

    private static readonly TimeSpan AtRest = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> RunAsync(int runs, int pages, CancellationToken cancellationToken)
    {
        var figures = new FigureList();
        await using (var registry = await PagesRegistry.StartAsync(cancellationToken))
        await using (var chromium = await Chromium.StartAsync())
        {
            await WeighAsync(registry, chromium, figures, cancellationToken);
            await ChangeToDom.MeasureAsync(registry, chromium, "warm", WarmUp, cancellationToken);
            var delays = await ChangeToDom.MeasureAsync(registry, chromium, "watched", runs, cancellationToken);
            figures.Add(Figure.Below("change to DOM p50, Chromium", delays.Percentile(0.5), "ms", 50));
            figures.Add(new("change to DOM p99, Chromium", delays.Percentile(0.99), "ms"));
            await ThrottleAsync(registry, chromium, figures, cancellationToken);
        }

        await CrowdAsync(figures, pages, 1, cancellationToken);
        await CrowdAsync(figures, pages, SpreadOver, cancellationToken);
        return figures.All;
    }

    private static async Task WeighAsync(PagesRegistry registry, Chromium chromium, FigureList figures, CancellationToken cancellationToken)
    {
        var metadata = CrateUpload.Metadata("tide-tables", "0.1.0");
        metadata["readme"] = string.Concat(Enumerable.Range(1, 40).Select(n =>
            $"## Section {n}\n\nHeights of high water at station {n * 7919 % 997}.\n\n```rust\nlet table = Table::of({n * 104729 % 9973});\n```\n\n"));
        metadata["readme_file"] = "README.md";
        metadata["keywords"] = new JsonArray("tide", "water");
        await registry.PublishAsync("tide-tables", metadata, cancellationToken);
        await registry.UntilDoneAsync("tide-tables", cancellationToken);
        foreach (var (name, path) in new[] { ("front page", ""), ("crate page", "crates/tide-tables") })
        {
            var load = await PageLoad.MeasureAsync(chromium, new Uri(registry.Url, path), null);
            figures.Add(Figure.Below($"{name}: transferred", load.Bytes, "bytes", MostBytes));
            figures.Add(Figure.AtMost($"{name}: circuits", load.Circuits, "circuits", 0));
        }
    }

    private static async Task ThrottleAsync(PagesRegistry registry, Chromium chromium, FigureList figures, CancellationToken cancellationToken)
    {
        await registry.HoldAsync(cancellationToken);
        var change = await registry.PublishAsync("slow-lane", null, cancellationToken);
        foreach (var network in new[] { Network.Regular4G, Network.Slow4G })
        {
            var readable = new Samples();
            var bytes = 0.0;
            for (var i = 0; i < Loads; i++)
            {
                var load = await PageLoad.MeasureAsync(chromium, change, network);
                readable.Add(TimeSpan.FromMilliseconds(load.Readable));
                bytes = load.Bytes;
            }

            figures.Add(Figure.Below($"status page usable, {network.Name}, median of {Loads}", readable.Percentile(0.5), "ms", 1000));
            if (network == Network.Slow4G)
                figures.Add(new("status page: transferred", bytes, "bytes"));
        }

        await registry.LetGoAsync(cancellationToken);
    }

    private static async Task CrowdAsync(FigureList figures, int pages, int changes, CancellationToken cancellationToken)
    {
        var who = changes == 1 ? $"{pages} pages of one change" : $"{pages} pages of {changes} changes";
        await using var registry = await PagesRegistry.StartAsync(cancellationToken);
        await registry.HoldAsync(cancellationToken);
        await using var crowd = new Crowd(registry);
        await crowd.PublishAsync("crowded", changes, cancellationToken);
        await crowd.OpenAsync(FirstPages, cancellationToken);
        if (changes == 1)
        {
            var before = await registry.HeapAsync(cancellationToken);
            await crowd.OpenAsync(WeighedPages, cancellationToken);
            var after = await registry.HeapAsync(cancellationToken);
            figures.Add(Figure.Below("heap of a watching circuit", (after - before) / 1024.0 / WeighedPages, "KiB", 300));
        }

        await crowd.OpenAsync(pages - FirstPages - (changes == 1 ? WeighedPages : 0), cancellationToken);
        var (computed, clock) = (registry.Computed, Stopwatch.StartNew());
        await Task.Delay(AtRest, cancellationToken);
        figures.Add(new($"{who}: cores used while nothing happens", (registry.Computed - computed) / clock.Elapsed, "cores"));

        var (delays, missing) = await crowd.LetGoAsync(cancellationToken);
        figures.Add(new($"{who}: change to DOM p50", delays.Percentile(0.5), "ms"));
        figures.Add(Figure.Below($"{who}: change to DOM p99", delays.Percentile(0.99), "ms", 1000));
        figures.Add(Figure.AtMost($"{who}: not told", missing, "pages", 0));
    }
}
