using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;

namespace Registry.Benchmarks.Index;

/// <summary>
/// One commit after the other, each of one crate, with the packing beside them as it comes up; in a process of its own, so that its memory is its
/// own too.
/// </summary>
/// <param name="Repository">The index it writes to.</param>
/// <param name="Crates">How many crates are in it.</param>
/// <param name="Commits">How many commits.</param>
internal sealed record LongLifePart(string Repository, int Crates, int Commits) : IIndexPart
{
    /// <summary>The first and the last of them are compared.</summary>
    private int Part => Math.Min(1000, Commits / 4);

    /// <summary>In the first the collector finds out how much to leave; the next and the last are compared.</summary>
    private int Tenth => Commits / 10;

    public async Task<IndexMeasured> RunAsync(CancellationToken cancellationToken)
    {
        using var index = SyntheticIndex.Open(Repository);
        var packing = new IndexPacking(index, TimeProvider.System, NullLogger<IndexPacking>.Instance);
        var (first, last, packings) = (new Samples(), new Samples(), 0);
        var running = Task.CompletedTask;
        var (early, late, random) = (0.0, 0.0, new Random(3));
        for (var commit = 0; commit < Commits; commit++)
        {
            var number = random.Next(Crates);
            var file = new IndexFile(SyntheticCrate.Path(number), SyntheticCrate.Content(number, Guid.NewGuid()));
            var clock = Stopwatch.StartNew();
            await index.CommitAsync(index.Head, [file], "Publish\n", cancellationToken);
            if (commit < Part)
                first.Add(clock.Elapsed);
            else if (commit >= Commits - Part)
                last.Add(clock.Elapsed);
            if (commit % 100 == 0 && commit / Tenth == 1)
                early = Math.Max(early, Memory());
            else if (commit % 100 == 0 && commit / Tenth == 9)
                late = Math.Max(late, Memory());
            if (running.IsCompleted && packing.IsDue)
            {
                await running;
                packings++;
                running = packing.RunAsync(full: false, cancellationToken);
            }
        }

        await running;
        return new IndexMeasured
        {
            Median = first.Percentile(0.5),
            MedianOfLast = last.Percentile(0.5),
            EarlyMemory = early,
            LateMemory = late,
            Packings = packings,
        };
    }

    /// <summary>What the process holds in physical memory, in MiB.</summary>
    private static double Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1024.0 / 1024.0;
    }
}
