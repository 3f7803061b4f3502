namespace Registry.Benchmarks.Queue;

/// <summary><c>script/bench queue</c>: this queue, Hangfire.PostgreSql, pgbench and the driver alone on one server, one after the other.</summary>
internal sealed class QueueBench(Contest contest)
{
    private const string Rate = "jobs/s";
    private const string Pgbench = "pgbench";
    private const string Driver = "the driver alone";
    private const string Hangfire = Part.Hangfire;

    // What slows the machine down for a while should not hit one of those that are compared alone.
    private const int Rounds = 2;

    private readonly List<Figure> _figures = [];

    /// <param name="scale">What all numbers of jobs are multiplied by.</param>
    /// <param name="cancellationToken">Stops measuring.</param>
    public static async Task<IReadOnlyList<Figure>> RunAsync(double scale, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(cancellationToken);
        await using var contest = await Contest.PrepareAsync(server, scale, cancellationToken);
        var bench = new QueueBench(contest);
        await bench.EnqueueAsync(clients: 1, jobs: 4_000, hangfireJobs: 700);
        await bench.EnqueueAsync(clients: 10, jobs: 16_000, hangfireJobs: 1_600);
        await bench.DrainAsync("1 worker", workers: 1, jobs: 8_000, hangfireJobs: 300);
        await bench.DrainAsync("10 workers", workers: 10, jobs: 25_000, hangfireJobs: 700);
        await bench.DrainAsync("20 workers", workers: 20, jobs: 25_000, hangfireJobs: 700);
        await bench.DrainInBatchesAsync();
        await bench.DrainInCompanyAsync();
        await bench.WaitAsync();
        await bench.ReleaseAsync();
        return bench._figures;
    }

    private async Task EnqueueAsync(int clients, int jobs, int hangfireJobs)
    {
        var (ours, bare) = await AlternateAsync(
            async () => (await contest.EnqueueAsync(clients, jobs)).PerSecond, () => contest.EnqueueBareAsync(clients, jobs));
        var driver = await contest.EnqueueAsync(clients, jobs, Part.Npgsql);
        var theirs = await contest.EnqueueInHangfireAsync(clients, hangfireJobs);
        Compare($"enqueue, {(clients == 1 ? "1 client" : $"{clients} clients")}", ours, bare, driver.PerSecond, theirs.PerSecond, Goal.Times(0.7, Pgbench, bare));
    }

    private async Task DrainAsync(string by, int workers, int jobs, int hangfireJobs)
    {
        var memory = 0.0;
        var (ours, bare) = await AlternateAsync(
            async () =>
            {
                var measured = await contest.DrainAsync(workers, jobs);
                memory = Math.Max(memory, measured.PeakMemory);
                return measured.PerSecond;
            },
            () => contest.DrainBareAsync(workers, jobs));
        var driver = await contest.DrainAsync(workers, jobs, contestant: Part.Npgsql);
        var theirs = await contest.DrainHangfireAsync(workers, hangfireJobs);
        Compare($"drain, {by}", ours, bare, driver.PerSecond, theirs.PerSecond, Goal.Times(25, Hangfire, theirs.PerSecond));
        var unrecorded = await contest.DrainAsync(workers, jobs, Kind.Unrecorded);
        Add(Figure.Reaching($"drain, {by}, no record of what is done", unrecorded.PerSecond, Rate, Goal.Times(0.7, Pgbench, bare)));
        Add(new($"drain, {by}: peak memory", memory, "MiB"));
        Add(new($"drain, {by}: peak memory of {Hangfire}", theirs.PeakMemory, "MiB"));
    }

    private async Task DrainInBatchesAsync()
    {
        var measured = await contest.DrainAsync(workers: 4, jobs: 100_000, Kind.Batched);
        Add(Figure.Reaching(
            "drain, batches of 100, 4 workers", measured.PerSecond, Rate, Goal.AtLeast(20_000, Rate), Goal.Times(4, "drain, 10 workers", OneByOne)));
    }

    /// <summary>Ready jobs behind others that cannot run, and while nothing that is deleted can be cleaned up.</summary>
    private async Task DrainInCompanyAsync()
    {
        var goal = Goal.Times(0.8, "drain, 10 workers", OneByOne);
        foreach (var crowd in Crowd.All)
        {
            var behind = await contest.DrainAsync(workers: 10, jobs: 8_000, crowd: crowd);
            Add(Figure.Reaching($"drain, 10 workers, behind {Crowd.Size} {crowd.Name} jobs", behind.PerSecond, Rate, goal));
        }

        var held = await contest.DrainUnderSnapshotAsync(workers: 10, jobs: 25_000);
        Add(Figure.Reaching("drain, 10 workers, under a held snapshot", held.PerSecond, Rate, goal));
    }

    /// <summary>From enqueue to start.</summary>
    private async Task WaitAsync()
    {
        AddWaits("another process", await contest.TrickleAsync(Part.Registry, jobs: 250), medianBelow: 3, percentile99Below: 10);
        AddWaits("the same process", await contest.TrickleWithinAsync(jobs: 250), medianBelow: 3, percentile99Below: 10);
        AddWaits($"another process, {Hangfire}", await contest.TrickleAsync(Hangfire, jobs: 120));
    }

    private async Task ReleaseAsync()
    {
        var releases = await contest.MeasureReleasesAsync(kills: 15);
        Add(Figure.Below("free after kill -9, median of 15", releases.Percentile(0.5), "ms", 100));
        Add(new("free after kill -9, longest of 15", releases.Percentile(1), "ms"));
    }

    private double OneByOne => _figures.Single(figure => figure.Name == "drain, 10 workers").Value;

    private static async Task<(double Ours, double Bare)> AlternateAsync(Func<Task<double>> ours, Func<Task<double>> bare)
    {
        var sum = (Ours: 0.0, Bare: 0.0);
        for (var round = 0; round < Rounds; round++)
            sum = (sum.Ours + await ours(), sum.Bare + await bare());
        return (sum.Ours / Rounds, sum.Bare / Rounds);
    }

    private void Compare(string name, double ours, double bare, double driver, double theirs, params Goal[] goals)
    {
        Add(Figure.Reaching(name, ours, Rate, goals));
        Add(new($"{name}: {Pgbench}", bare, Rate));
        Add(new($"{name}: {Driver}", driver, Rate));
        Add(new($"{name}: {Hangfire}", theirs, Rate));
        Add(new($"{name}: to {Pgbench}", ours / bare, "x"));
        Add(new($"{name}: to {Driver}", ours / driver, "x"));
        Add(new($"{name}: to {Hangfire}", ours / theirs, "x"));
    }

    private void AddWaits(string from, Measured measured, double? medianBelow = null, double? percentile99Below = null)
    {
        Add(Limited($"enqueue to start p50, from {from}", measured.Median, medianBelow));
        Add(Limited($"enqueue to start p99, from {from}", measured.Percentile99, percentile99Below));
    }

    private static Figure Limited(string name, double value, double? limit) =>
        limit is { } below ? Figure.Below(name, value, "ms", below) : new(name, value, "ms");

    private void Add(Figure figure)
    {
        // It takes minutes: whoever watches sees that it goes on.
        Console.Error.WriteLine(FormattableString.Invariant($"{figure.Name}: {figure.Value:0.0#} {figure.Unit}"));
        _figures.Add(figure);
    }
}
