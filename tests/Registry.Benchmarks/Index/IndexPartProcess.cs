using System.Diagnostics;
using System.Text.Json;
using Registry.Benchmarks.Queue;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>How a part is told what to do, and what comes back.</summary>
internal static class IndexPartProcess
{
    public const string Verb = "index-part";

    public static async Task<Measured> MeasureAsync(this IndexPart part, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(IndexPartProcess).Assembly.Location, Verb, JsonSerializer.Serialize(part)]);
        var result = await ProgramResult.RunAsync(start, cancellationToken);
        return JsonSerializer.Deserialize<Measured>(result.Succeeded().Output)!;
    }

    /// <summary>What the process does.</summary>
    public static async Task RunAsync(string part, CancellationToken cancellationToken)
    {
        var measured = await JsonSerializer.Deserialize<IndexPart>(part)!.RunAsync(cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(measured));
    }
}
