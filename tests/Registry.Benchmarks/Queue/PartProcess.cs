using System.Diagnostics;
using System.Text.Json;
using Registry.Testing;

namespace Registry.Benchmarks.Queue;

/// <summary>How a part is told what to do, and what comes back.</summary>
internal static class PartProcess
{
    public const string Verb = "queue-part";

    public static async Task<Measured> MeasureAsync(this Part part, string connectionString, CancellationToken cancellationToken)
    {
        var result = await ProgramResult.RunAsync(StartInfo(part, connectionString), cancellationToken);
        return JsonSerializer.Deserialize<Measured>(result.Succeeded().Output)!;
    }

    /// <summary>Starts a part that is to be killed.</summary>
    public static Process Start(this Part part, string connectionString) => Process.Start(StartInfo(part, connectionString))!;

    /// <summary>What the process does.</summary>
    public static async Task RunAsync(string part, string connectionString, CancellationToken cancellationToken)
    {
        var measured = await JsonSerializer.Deserialize<Part>(part)!.RunAsync(connectionString, cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(measured));
    }

    private static ProcessStartInfo StartInfo(Part part, string connectionString) =>
        new("dotnet", [typeof(PartProcess).Assembly.Location, Verb, JsonSerializer.Serialize(part), connectionString]);
}
