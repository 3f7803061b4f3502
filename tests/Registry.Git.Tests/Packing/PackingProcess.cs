using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;

namespace Registry.Git.Tests.Packing;

/// <summary>A process of its own that packs, now all and now only what is new, until it is killed; it says a word after each time.</summary>
internal static class PackingProcess
{
    public const string Verb = "pack-until-killed";

    public static Process Start(string repository)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(PackingProcess).Assembly.Location, Verb, repository])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string path)
    {
        // Ends with the test's process, should that die first.
        var orphaned = Task.Run(Console.In.ReadToEnd);
        using var index = new IndexRepository(path, new GitIndexOptions(), TimeProvider.System, NullLogger<IndexRepository>.Instance);
        var packing = new IndexPacking(index, TimeProvider.System, NullLogger<IndexPacking>.Instance);
        for (var i = 0; !orphaned.IsCompleted; i++)
            Console.WriteLine(await TryAsync(packing, full: i % 2 == 1));
        return 0;
    }

    private static async Task<string> TryAsync(IndexPacking packing, bool full)
    {
        try
        {
            return await packing.RunAsync(full, CancellationToken.None) is null ? "busy" : "packed";
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }
}
