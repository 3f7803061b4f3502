using Registry.App.Changes;
using Registry.App.Ui;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>How long a job has waited, run, and paused between attempts, as far as its attempts are still known.</summary>
/// <param name="Waited">From its being added to its first attempt, or to now; null when that is not known any more.</param>
/// <param name="Ran">All attempts together.</param>
/// <param name="Paused">Between them, and since the last one while there will be another.</param>
/// <param name="Attempts">How many were begun.</param>
internal sealed record JobTimes(TimeSpan? Waited, TimeSpan Ran, TimeSpan Paused, int Attempts)
{
    public static JobTimes Of(JobReport report)
    {
        var job = report.Row?.Job;
        var attempts = report.Attempts.Reverse().ToList();
        var ran = attempts.Aggregate(TimeSpan.Zero, (sum, attempt) => sum + (attempt.FinishedAt - attempt.StartedAt));
        var paused = attempts.Zip(attempts.Skip(1), (one, next) => next.StartedAt - one.FinishedAt).Aggregate(TimeSpan.Zero, (sum, gap) => sum + gap);
        if (job?.RunningSince is { } since)
            ran += report.ReadAt - since;
        if (job is { State: not JobState.Dead } && attempts is [.., var last])
            paused += (job.RunningSince ?? report.ReadAt) - last.FinishedAt;
        var begun = attempts is [{ Attempt: 1 } first, ..] ? first.StartedAt : attempts.Count == 0 ? job?.RunningSince ?? report.ReadAt : (DateTimeOffset?)null;
        return new JobTimes(begun - job?.CreatedAt, ran, paused, attempts.Count + (job?.RunningSince is null ? 0 : 1));
    }

    /// <summary>The same as stops of a way, the last of which is how the job stands.</summary>
    public static IReadOnlyList<Station> Stations(JobReport report)
    {
        var times = Of(report);
        var job = report.Row?.Job;
        var isBegun = times.Attempts > 0;
        var stations = new List<Station>();
        if (times.Waited is { } waited)
        {
            stations.Add(isBegun || job is { State: JobState.Dead }
                ? new("Waited its turn", StationState.Done, Durations.Took(waited))
                : new(job is { State: JobState.Scheduled } ? "Put off" : "Waiting its turn", StationState.Waiting, Durations.Elapsed(waited)));
        }

        var tries = times.Attempts == 1 ? "1 attempt" : $"{times.Attempts} attempts";
        stations.Add(job is { RunningSince: not null }
            ? new("Running", StationState.Running, $"{Durations.Elapsed(times.Ran)} in {tries}")
            : new("Ran", isBegun ? StationState.Done : StationState.Ahead, isBegun ? $"{Durations.Took(times.Ran)} in {tries}" : "not yet"));
        if (isBegun && (times.Paused > TimeSpan.Zero || job is { State: JobState.Scheduled }))
        {
            var isNow = job is { RunningSince: null, State: not JobState.Dead };
            stations.Add(new("Between attempts", isNow ? StationState.Retrying : StationState.Done, Durations.Elapsed(times.Paused)));
        }

        stations.Add(report switch
        {
            { IsDone: true } => new("Done", StationState.Done, AgoOf(report)),
            { Row: null } => new("Discarded", StationState.Stopped, AgoOf(report)),
            { Row.Job.State: JobState.Dead } => new("Stopped", StationState.Stopped, AgoOf(report)),
            _ => new("Done", StationState.Ahead, "still to come"),
        });
        return stations;
    }

    private static string AgoOf(JobReport report)
    {
        var discarded = report.Actions.FirstOrDefault(action => action.Action == "discard")?.At;
        var ended = report.Row is null && !report.IsDone ? discarded : report.Attempts is [var last, ..] ? last.FinishedAt : null;
        return ended is { } at ? $"{Durations.Elapsed(report.ReadAt - at)} ago" : "";
    }
}
