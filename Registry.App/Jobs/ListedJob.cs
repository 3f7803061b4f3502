using System.Text.Json.Serialization;
using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary>
/// A job as data: what <c>jobs list --json</c> prints and the API answers. Of a job that is done its priority and when it was added are not
/// kept.
/// </summary>
internal sealed record ListedJob(
    long Id, string Kind, string Queue, string State, short? Priority, string? Key, int Attempts, DateTimeOffset? CreatedAt,
    DateTimeOffset RunAt, DateTimeOffset? RunningSince, string? Worker, string? LastError)
{
    /// <summary>The crate it is about, where that was looked up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Crate { get; init; }

    public static ListedJob From(JobRow row) => (row.Done is { } done ? From(done) : From(row.Job)) with { Crate = row.Crate };

    public static ListedJob From(DoneJob job) => new(
        job.Id, job.Kind, job.Queue, "done", null, job.Key, job.Attempt, null, job.StartedAt, null, job.Worker, null);

    public static ListedJob From(JobDetails job) => new(
        job.Id, job.Kind, job.Queue, NameOf(job.State), job.Priority, job.Key, job.Attempts, job.CreatedAt, job.RunAt, job.RunningSince,
        job.Worker, job.LastError);

    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();
}
