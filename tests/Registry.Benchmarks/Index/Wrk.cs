using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>What a server came to under load.</summary>
internal sealed record LoadResult(double PerSecond, double Percentile99);

/// <summary>The load: <c>wrk</c>, on a processor of its own.</summary>
internal static partial class Wrk
{
    public static async Task<LoadResult> RunAsync(Uri url, int seconds, CancellationToken cancellationToken)
    {
        var duration = string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s");
        var start = new ProcessStartInfo("taskset", ["-c", Cores.Load, "wrk", "-t1", "-c32", duration, "--latency", url.AbsoluteUri]);
        var said = (await ProgramResult.RunAsync(start, cancellationToken)).Succeeded().Output;
        if (said.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"{url} did not answer as it should:{Environment.NewLine}{said}");
        var latency = LatencyPattern().Match(said);
        return new LoadResult(Number(RatePattern().Match(said).Groups[1]), Number(latency.Groups[1]) * Unit(latency.Groups[2].Value));
    }

    private static double Number(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    /// <summary>In milliseconds.</summary>
    private static double Unit(string name) => name switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1000,
    };

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex LatencyPattern();
}
