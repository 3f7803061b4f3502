using System.Runtime.InteropServices;
using System.Text.Json;

namespace Registry.Benchmarks;

/// <summary>Prints the figures as a table, and writes them as JSON for whoever compares runs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(IReadOnlyList<Figure> figures, FileInfo? output, CancellationToken cancellationToken)
    {
        var width = figures.Max(figure => figure.Name.Length);
        var targets = figures.Max(figure => figure.Target?.Length ?? 0);
        Console.WriteLine(Machine());
        foreach (var figure in figures)
        {
            var met = figure.Met switch { true => "met", false => "NOT MET", null => "" };
            Console.WriteLine(FormattableString.Invariant(
                $"{figure.Name.PadRight(width)}  {figure.Value,10:0.0#} {figure.Unit,-12}  {(figure.Target ?? "").PadRight(targets)} {met}").TrimEnd());
        }

        if (output is not null)
        {
            await using var file = output.Create();
            await JsonSerializer.SerializeAsync(file, new { machine = Machine(), figures }, Json, cancellationToken);
        }
    }

    private static string Machine() => FormattableString.Invariant(
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
}
