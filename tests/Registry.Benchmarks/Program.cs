using System.CommandLine;
using Registry.Benchmarks;
using Registry.Benchmarks.Index;
using Registry.Benchmarks.Pages;
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

if (args is [PagesNode.Verb, var pagesDatabase, var pagesDirectory])
{
    await PagesNode.RunAsync(pagesDatabase, pagesDirectory, CancellationToken.None);
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

var indexScale = new Option<string>("--scale")
{
    Description = "`small` for a rough look: smaller indexes, fewer commits.",
    DefaultValueFactory = _ => IndexScale.Full,
};
indexScale.AcceptOnlyFromAmong(IndexScale.Full, IndexScale.Small);
var index = new Command("index", "The git index at four sizes beside a work tree; cloning; the sparse index beside nginx.") { output, indexScale };
index.SetAction(async (parsed, cancellationToken) =>
{
    var figures = await IndexBench.RunAsync(parsed.GetRequiredValue(indexScale), cancellationToken);
    await Report.WriteAsync(figures, parsed.GetValue(output), cancellationToken);
    return 0;
});

var runs = new Option<int>("--runs") { Description = "Changes watched in Chromium.", DefaultValueFactory = _ => 60 };
var open = new Option<int>("--pages") { Description = "Pages open at the same time, 1000 at least.", DefaultValueFactory = _ => 2000 };
var pages = new Command("pages", "From a change to what a browser shows, the memory of open pages, and what pages weigh.") { output, runs, open };
pages.SetAction(async (parsed, cancellationToken) =>
{
    var figures = await PagesBench.RunAsync(parsed.GetValue(runs), parsed.GetValue(open), cancellationToken);
    await Report.WriteAsync(figures, parsed.GetValue(output), cancellationToken);
    return 0;
});

return await new RootCommand("Measures a real registry on this machine.") { publish, queue, index, pages }.Parse(args).InvokeAsync();
