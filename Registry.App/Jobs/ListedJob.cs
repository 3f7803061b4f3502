using System.Text.Json.Serialization;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary>A job as data: what <c>jobs list --json</c> prints and the API answers.</summary>
internal sealed record ListedJob(
    long Id, string Kind, string Queue, string State, short Priority, string? Key, int Attempts, DateTimeOffset CreatedAt,
    DateTimeOffset RunAt, DateTimeOffset? RunningSince, string? Worker, string? LastError)
{
    /// <summary>The crate it is about, where that was looked up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Crate { get; init; }

    public static ListedJob From(JobDetails job, string? crate = null) => new(
        job.Id, job.Kind, job.Queue, NameOf(job.State), job.Priority, job.Key, job.Attempts, job.CreatedAt, job.RunAt, job.RunningSince,
        job.Worker, job.LastError)
    {
        Crate = crate,
    };

    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();
}
