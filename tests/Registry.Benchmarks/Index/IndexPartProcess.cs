using System.Diagnostics;
using System.Text.Json;

namespace Registry.Benchmarks.Index;

/// <summary>How a part is told what to do, and what comes back.</summary>
internal static class IndexPartProcess
{
    public const string Verb = "index-part";

    public static async Task<IndexMeasured> MeasureAsync(this IIndexPart part, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(IndexPartProcess).Assembly.Location, Verb, JsonSerializer.Serialize(part)])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<IndexMeasured>(output)!
                : throw new InvalidOperationException($"A part of the benchmark ended with {process.ExitCode}.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>What the process does.</summary>
    public static async Task RunAsync(string part, CancellationToken cancellationToken)
    {
        var measured = await JsonSerializer.Deserialize<IIndexPart>(part)!.RunAsync(cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(measured));
    }
}
