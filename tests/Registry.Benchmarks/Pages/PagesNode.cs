using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Hosting;

namespace Registry.Benchmarks.Pages;

/// <summary>
/// A registry as <c>serve</c> builds it, in a process of its own that tells how large its heap is. It goes when nobody speaks to it any more.
/// </summary>
internal static class PagesNode
{
    public const string Verb = "pages-node";

    /// <summary>What it is asked.</summary>
    public const string Heap = "heap";

    /// <summary>What its answers begin with; whatever else it prints is its log.</summary>
    public const string Answer = "pages-node: ";

    public static async Task RunAsync(string connectionString, string directory, CancellationToken cancellationToken)
    {
        string[] settings =
        [
            $"--ConnectionStrings:Registry={connectionString}", $"--Registry:DataDirectory={directory}", "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning", "--RateLimits:PublishNew:Burst=0", "--RateLimits:PublishUpdate:Burst=0",
        ];
        var configuration = new ConfigurationBuilder().AddCommandLine(settings).Build();
        await using var database = await Database.OpenAsync(configuration, directory, NullLogger.Instance, cancellationToken);
        await RegistryApplication.MigrateAsync(database, cancellationToken);
        await using var web = RegistryApplication.BuildWeb(new Roles(Web: true, Worker: true), settings, database);
        await web.StartAsync(cancellationToken);
        Console.WriteLine(Answer + web.Urls.First());
        while (await Console.In.ReadLineAsync(cancellationToken) is Heap)
            Console.WriteLine(Answer + Collected());
        await web.StopAsync(cancellationToken);
    }

    private static long Collected()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
