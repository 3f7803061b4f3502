using System.Diagnostics;
using System.Globalization;
using Registry.Benchmarks.Queue;
using Registry.Jobs.Index.Git;

namespace Registry.Benchmarks.Index;

/// <summary>A measurement of the writer, made in a process of its own so that its memory is its own too.</summary>
/// <param name="Repository">The index it writes to.</param>
/// <param name="Crates">How many crates are in it.</param>
/// <param name="BatchSize">Crates in a commit.</param>
/// <param name="Batches">How many commits count, after one in ten to warm up.</param>
/// <param name="Remote">Where each commit is pushed to; null for nowhere.</param>
/// <param name="OneDirectory">Whether all crates are in one directory.</param>
internal sealed record IndexPart(string Repository, int Crates, int BatchSize, int Batches, string? Remote = null, bool OneDirectory = false)
{
    public async Task<Measured> RunAsync(CancellationToken cancellationToken)
    {
        using var index = SyntheticIndex.Open(Repository);
        var commits = new Samples();
        var warmUp = Math.Max(Batches / 10, 2);
        var random = new Random(BatchSize);
        for (var batch = 0; batch < warmUp + Batches; batch++)
        {
            var files = Files(random).ToList();
            var clock = Stopwatch.StartNew();
            await index.CommitAsync(index.Head, files, Message(files), cancellationToken);
            if (Remote is not null)
                await RemotePush.RunAsync(Repository, Remote, cancellationToken);
            if (batch >= warmUp)
                commits.Add(clock.Elapsed);
        }

        return new Measured
        {
            Median = commits.Percentile(0.5),
            Percentile99 = commits.Percentile(0.99),
            PeakMemory = Measured.PeakMemoryOfThisProcess(),
        };
    }

    private IEnumerable<IndexFile> Files(Random random)
    {
        var numbers = new HashSet<int>();
        while (numbers.Count < BatchSize)
            numbers.Add(random.Next(Crates));
        return numbers.Select(number => OneDirectory
            ? new IndexFile(SyntheticIndex.PathInOneDirectory(number), SyntheticCrate.Content(number, Guid.NewGuid()))
            : new IndexFile(SyntheticCrate.Path(number), SyntheticCrate.Content(number, Guid.NewGuid())));
    }

    private static string Message(List<IndexFile> files) => string.Create(CultureInfo.InvariantCulture, $"Publish {files.Count} versions\n");
}
