using System.Globalization;
using System.Text.Json;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary>How <c>jobs list</c> prints jobs.</summary>
internal static class JobListing
{
    private const int ErrorWidth = 100;

    private static readonly string Delayed = ListedJob.NameOf(JobState.Scheduled);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task WriteJsonAsync(IEnumerable<ListedJob> jobs, TextWriter output) => output.WriteLineAsync(JsonSerializer.Serialize(jobs, Json));

    public static async Task WriteTableAsync(IReadOnlyCollection<ListedJob> jobs, TextWriter output)
    {
        if (jobs.Count == 0)
        {
            await Console.Error.WriteLineAsync("There are no such jobs.");
            return;
        }

        string[][] rows =
        [
            ["ID", "KIND", "QUEUE", "STATE", "KEY", "ATTEMPTS", "CREATED", "NEXT TRY", "LAST ERROR"],
            .. jobs.Select(job => (string[])
            [
                job.Id.ToString(CultureInfo.InvariantCulture), job.Kind, job.Queue, job.State, job.Key ?? "-",
                job.Attempts.ToString(CultureInfo.InvariantCulture), job.CreatedAt is { } added ? Time(added) : "-", job.State == Delayed ? Time(job.RunAt) : "-",
                OneLine(job.LastError ?? "-"),
            ]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > ErrorWidth ? line[..ErrorWidth] + "…" : line;
    }
}
