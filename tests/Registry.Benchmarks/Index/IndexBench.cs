using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary><c>script/bench index</c>.</summary>
internal sealed class IndexBench(IndexScale scale, string directory, CancellationToken cancellationToken)
{
    private const string Milliseconds = "ms";

    /// <summary>Commits for each size of a batch, of those that a crate at a time gets.</summary>
    private static readonly (int Size, double Part)[] Batches = [(1, 1), (10, 0.4), (100, 0.2), (1000, 0.1)];

    private readonly FigureList _figures = new();

    public static async Task<IReadOnlyList<Figure>> RunAsync(string scale, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var bench = new IndexBench(IndexScale.Of(scale), directory.Path, cancellationToken);
        await bench.BuildAsync();
        await bench.SeedAsync();
        await bench.WriteAsync();
        await bench.WriteRemoteAsync();
        await bench.LargeDirectoryAsync();
        await bench.LiveLongAsync();
        await bench.ServeAsync();
        return bench._figures.All;
    }

    private string Index(int crates) => Path.Combine(directory, FormattableString.Invariant($"{crates}.git"));

    private async Task BuildAsync()
    {
        foreach (var size in scale.Sizes)
        {
            Console.Error.WriteLine(FormattableString.Invariant($"building an index of {size} crates"));
            await SyntheticIndex.BuildAsync(Index(size), size, cancellationToken);
        }
    }

    private async Task SeedAsync()
    {
        foreach (var size in scale.Sizes)
        {
            var jobs = await SeedMethod.MeasureAsync(Index(size), directory, size, scale.SeedJobs, cancellationToken);
            _figures.Add(new(SeedName(size), jobs.Percentile(0.5), Milliseconds));
        }
    }

    private async Task WriteAsync()
    {
        foreach (var size in scale.Sizes)
        {
            foreach (var (batch, part) in Batches.Where(batch => batch.Size <= size))
                AddBatch(size, batch, await MeasureAsync(size, batch, part));
        }

        var seed = _figures.Value(SeedName(scale.Largest));
        var one = _figures.Value(JobName(scale.Largest, 1));
        _figures.Add(Figure.Reaching($"times faster than a work tree, {scale.Largest} crates", seed / one, "x", Goal.AtLeast(300, "x")));
    }

    private Task<IndexMeasured> MeasureAsync(int size, int batch, double part, string? remote = null) =>
        new WriterPart(Index(size), size, batch, Math.Max((int)(scale.Samples * part), 5), remote).MeasureAsync(cancellationToken);

    private void AddBatch(int size, int batch, IndexMeasured measured)
    {
        var name = JobName(size, batch);
        if (batch == 1 && size == scale.Largest)
        {
            var limit = Math.Min(12, 1.3 * _figures.Value(JobName(scale.Smallest, 1)));
            _figures.Add(new(name, measured.Median, Milliseconds, $"< 12 ms and <= 1.3 x {scale.Smallest} crates", measured.Median <= limit));
        }
        else
        {
            _figures.Add(new(name, measured.Median / batch, Milliseconds));
        }

        if (batch == 1000)
            _figures.Add(Figure.Reaching($"crates/s, batches of 1000, {size} crates", 1000 * batch / measured.Median, "/s", Goal.AtLeast(1500, "/s")));
        _figures.Add(new($"peak memory, batches of {batch}, {size} crates", measured.PeakMemory, "MiB"));
    }

    private async Task WriteRemoteAsync()
    {
        foreach (var size in (int[])[scale.Smallest, scale.Largest])
        {
            var remote = Path.Combine(directory, "remote.git");
            await BenchGit.RunAsync(["clone", "--quiet", "--bare", Index(size), remote], cancellationToken);
            foreach (var (batch, part) in Batches.Where(batch => batch.Size <= size))
            {
                var measured = await MeasureAsync(size, batch, part / 4, remote);
                _figures.Add(new($"per job with a push to a local remote, batches of {batch}, {size} crates", measured.Median / batch, Milliseconds));
            }

            Directory.Delete(remote, recursive: true);
        }
    }

    private async Task LargeDirectoryAsync()
    {
        var path = Path.Combine(directory, "one-directory.git");
        await SyntheticIndex.BuildOneDirectoryAsync(path, scale.Directory, cancellationToken);
        var part = new WriterPart(path, scale.Directory, 1, scale.Samples / 4, OneDirectory: true);
        var measured = await part.MeasureAsync(cancellationToken);
        _figures.Add(Figure.Below($"per job, {scale.Directory} crates in one directory", measured.Median, Milliseconds, 150));
        Directory.Delete(path, recursive: true);
    }

    /// <summary>In memory where that is possible: flushing takes most of the time, and how long it takes does not depend on age.</summary>
    private async Task LiveLongAsync()
    {
        var memory = new DirectoryInfo("/dev/shm");
        var parent = memory.Exists && new DriveInfo(memory.FullName).AvailableFreeSpace > 4L << 30 ? memory.FullName : directory;
        var path = Path.Combine(parent, $"registry-bench-{Environment.ProcessId}.git");
        try
        {
            await SyntheticIndex.BuildAsync(path, scale.Smallest, cancellationToken);
            var measured = await new LongLifePart(path, scale.Smallest, scale.Commits).MeasureAsync(cancellationToken);
            _figures.Add(new($"first commits of {scale.Commits}, median", measured.Median, Milliseconds));
            _figures.Add(Figure.AtMost($"last commits of {scale.Commits}, median", measured.MedianOfLast, Milliseconds, Math.Round(1.3 * measured.Median, 2)));
            _figures.Add(new($"packings during {scale.Commits} commits", measured.Packings, ""));
            _figures.Add(new($"most memory in the second tenth of {scale.Commits} commits", measured.EarlyMemory, "MiB"));
            _figures.Add(Figure.AtMost($"most memory in the last tenth of {scale.Commits} commits", measured.LateMemory, "MiB", Math.Round(1.3 * measured.EarlyMemory)));
        }
        finally
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
    }

    private Task ServeAsync() => new ServingBench(_figures, scale, Index(scale.Largest), cancellationToken).RunAsync();

    private static string SeedName(int size) => $"per job on a work tree, {size} crates";

    private static string JobName(int size, int batch) => $"per job, batches of {batch}, {size} crates";
}
