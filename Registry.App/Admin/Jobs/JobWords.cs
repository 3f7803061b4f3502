using Registry.App.Ui;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>A state as a person tells it apart from others. A job that waits after a failure is another thing than one that waits for its turn.</summary>
internal sealed record JobWord(string Token, string Word, Tone Tone, JobState? State, int? MinAttempts = null, int? MaxAttempts = null)
{
    public static readonly JobWord Stopped = new("stopped", "Stopped", Tone.Stopped, JobState.Dead);
    public static readonly JobWord Retrying = new("retrying", "Retrying", Tone.Retrying, JobState.Scheduled, MinAttempts: 1);
    public static readonly JobWord Running = new("running", "Running", Tone.Running, JobState.Running);
    public static readonly JobWord Waiting = new("waiting", "Waiting", Tone.Waiting, JobState.Ready);
    public static readonly JobWord Behind = new("behind", "Behind another", Tone.Waiting, JobState.Blocked);
    public static readonly JobWord Later = new("later", "Later", Tone.Waiting, JobState.Scheduled, MaxAttempts: 0);

    /// <summary>No state of the queue: what is done is gone from it, and is listed from its attempts.</summary>
    public static readonly JobWord Done = new("done", "Done", Tone.Live, null);

    /// <summary>The most urgent first.</summary>
    public static IReadOnlyList<JobWord> All { get; } = [Stopped, Retrying, Running, Waiting, Behind, Later, Done];

    public static JobWord Of(JobDetails job) => job.State switch
    {
        JobState.Dead => Stopped,
        JobState.Running => Running,
        JobState.Blocked => Behind,
        JobState.Scheduled => job.Attempts > 0 ? Retrying : Later,
        _ => Waiting,
    };

    public static JobWord? Named(string token) => All.FirstOrDefault(word => word.Token.Equals(token, StringComparison.OrdinalIgnoreCase));

    /// <summary>How many of what was counted are in this state.</summary>
    public long Among(IEnumerable<JobCount> counts) => counts.Where(count => count.State == State).Sum(count =>
        MinAttempts is not null ? count.Tried : MaxAttempts is not null ? count.Count - count.Tried : count.Count);
}
