using System.Diagnostics;
using Registry.Benchmarks.Queue;
using Registry.Jobs.Index.Git;

namespace Registry.Benchmarks.Index;

/// <summary>Commits of so many crates each, one after the other, flushed as in service.</summary>
/// <param name="Repository">The index it writes to, or its mirror.</param>
/// <param name="Crates">How many crates are in it.</param>
/// <param name="BatchSize">Crates in a commit.</param>
/// <param name="Batches">How many commits count, after one in ten to warm up.</param>
/// <param name="Remote">The index, when that is another repository, to which each commit is pushed.</param>
/// <param name="OneDirectory">Whether all crates are in one directory.</param>
internal sealed record WriterPart(string Repository, int Crates, int BatchSize, int Batches, string? Remote = null, bool OneDirectory = false)
    : IIndexPart
{
    public async Task<IndexMeasured> RunAsync(CancellationToken cancellationToken)
    {
        await using var index = new BenchWriter(Repository, Remote);
        await index.PrepareAsync(cancellationToken);
        var commits = new Samples();
        var warmUp = Math.Max(Batches / 10, 2);
        var random = new Random(BatchSize);
        for (var batch = 0; batch < warmUp + Batches; batch++)
        {
            var files = Files(random).ToList();
            var clock = Stopwatch.StartNew();
            await index.WriteAsync(files, cancellationToken);
            if (batch >= warmUp)
                commits.Add(clock.Elapsed);
        }

        return new IndexMeasured { Median = commits.Percentile(0.5), PeakMemory = Measured.PeakMemoryOfThisProcess() };
    }

    private IEnumerable<IndexFile> Files(Random random)
    {
        var numbers = new HashSet<int>();
        while (numbers.Count < Math.Min(BatchSize, Crates))
            numbers.Add(random.Next(Crates));
        return numbers.Select(number => new IndexFile(
            OneDirectory ? SyntheticIndex.PathInOneDirectory(number) : SyntheticCrate.Path(number),
            SyntheticCrate.Content(number, Guid.NewGuid())));
    }
}
