using System.Diagnostics;
using System.Globalization;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>Which processors a process may use.</summary>
internal static class Cores
{
    /// <summary>Of the server that is measured.</summary>
    public const string Server = "0";

    /// <summary>Of those who put it under load.</summary>
    public static string Load { get; } = Environment.ProcessorCount > 1 ? "1" : "0";

    public static string All { get; } = string.Create(CultureInfo.InvariantCulture, $"0-{Environment.ProcessorCount - 1}");

    /// <summary>Pins all threads that a process has, and with them those that they start.</summary>
    public static async Task PinAsync(int processId, string cores, CancellationToken cancellationToken)
    {
        var id = processId.ToString(CultureInfo.InvariantCulture);
        (await ProgramResult.RunAsync(new ProcessStartInfo("taskset", ["-a", "-p", "-c", cores, id]), cancellationToken)).Succeeded();
    }
}
