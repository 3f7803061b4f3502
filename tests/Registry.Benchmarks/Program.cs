using System.CommandLine;
using Registry.Benchmarks;
using Registry.Benchmarks.Index;
using Registry.Benchmarks.Publish;
using Registry.Benchmarks.Queue;

if (args is [PartProcess.Verb, var part, var connectionString])
{
    await PartProcess.RunAsync(part, connectionString, CancellationToken.None);
    return 0;
}

if (args is [IndexPartProcess.Verb, var indexPart])
{
    await IndexPartProcess.RunAsync(indexPart, CancellationToken.None);
    return 0;
}

if (args is ["scratch", var dir, var n])
{
    if (!Directory.Exists(dir)) { var c = System.Diagnostics.Stopwatch.StartNew(); await SyntheticIndex.BuildAsync(dir, int.Parse(n), default); Console.WriteLine($"built {c.Elapsed}"); }
    foreach (var b in n == "250000" || n == "1000" ? args.Length > 9 ? new[]{1} : new[] { 1, 2, 4, 8 } : new[] {1})
    {
        var m = await new IndexPart(dir, int.Parse(n), b, b == 1 ? 100 : b < 100 ? 40 : 10).MeasureAsync(default);
        Console.WriteLine($"{n} batch {b}: {m.Median:0.0} ms p99 {m.Percentile99:0.0} mem {m.PeakMemory:0}");
    }
    return 0;
}

var output = new Option<FileInfo?>("--out") { Description = "Writes the figures to this file too, as JSON." };
var crates = new Option<int>("--crates") { Description = "Crates published in each part.", DefaultValueFactory = _ => 300 };
var clients = new Option<int>("--clients") { Description = "Clients of the part with several.", DefaultValueFactory = _ => 8 };
var publish = new Command("publish", "From the upload to its answer, to usable, and to the git commit.") { output, crates, clients };
publish.SetAction(async (parsed, cancellationToken) =>
{
    var figures = await PublishBench.RunAsync(parsed.GetValue(crates), parsed.GetValue(clients), cancellationToken);
    await Report.WriteAsync(figures, parsed.GetValue(output), cancellationToken);
    return 0;
});

var scale = new Option<double>("--scale") { Description = "Fewer or more jobs than usual, for a rough look.", DefaultValueFactory = _ => 1 };
var queue = new Command("queue", "The job queue beside Hangfire.PostgreSql and the bare statements.") { output, scale };
queue.SetAction(async (parsed, cancellationToken) =>
{
    var figures = await QueueBench.RunAsync(parsed.GetValue(scale), cancellationToken);
    await Report.WriteAsync(figures, parsed.GetValue(output), cancellationToken);
    return 0;
});

return await new RootCommand("Measures a real registry on this machine.") { publish, queue }.Parse(args).InvokeAsync();
