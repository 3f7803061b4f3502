using System.Globalization;
using System.Text.Json;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary>How <c>jobs list</c> prints jobs.</summary>
internal static class JobListing
{
    private const int ErrorWidth = 100;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task WriteJsonAsync(IEnumerable<JobDetails> jobs, TextWriter output) =>
        output.WriteLineAsync(JsonSerializer.Serialize(jobs.Select(Listed.From), Json));

    public static async Task WriteTableAsync(IReadOnlyCollection<JobDetails> jobs, TextWriter output)
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
                job.Id.ToString(CultureInfo.InvariantCulture), job.Kind, job.Queue, NameOf(job.State), job.Key ?? "-",
                job.Attempts.ToString(CultureInfo.InvariantCulture), Time(job.CreatedAt), job.IsDelayed ? Time(job.RunAt) : "-",
                OneLine(job.LastError ?? "-"),
            ]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string NameOf(JobState state) => state.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > ErrorWidth ? line[..ErrorWidth] + "…" : line;
    }

    private sealed record Listed(
        long Id, string Kind, string Queue, string State, short Priority, string? Key, int Attempts, DateTimeOffset CreatedAt,
        DateTimeOffset RunAt, DateTimeOffset? RunningSince, string? Worker, string? LastError)
    {
        public static Listed From(JobDetails job) => new(
            job.Id, job.Kind, job.Queue, NameOf(job.State), job.Priority, job.Key, job.Attempts, job.CreatedAt, job.RunAt, job.RunningSince,
            job.Worker, job.LastError);
    }
}
