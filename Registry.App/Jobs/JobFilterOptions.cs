using System.CommandLine;
using Registry.App.Hosting;
using Registry.Jobs.Queue;

namespace Registry.App.Jobs;

/// <summary>The options that say which jobs are meant.</summary>
/// <param name="withDone">Whether jobs that were done may be meant.</param>
internal sealed class JobFilterOptions(bool withDone = false)
{
    private const string Done = "done";

    private readonly Option<string?> _queue = new("--queue") { Description = "Of this queue." };
    private readonly Option<string?> _kind = new("--kind") { Description = "Of this kind." };
    private readonly Option<string?> _key = new("--key") { Description = "About this." };
    private readonly Option<string?> _state = new("--state")
    {
        Description = withDone ? "In this state: ready, running, scheduled, blocked, dead or done." : "In this state: ready, running, scheduled, blocked or dead.",
    };

    private readonly Option<string?> _error = new("--error") { Description = "Whose last error contains this." };

    public void AddTo(Command command)
    {
        foreach (var option in new[] { _queue, _kind, _key, _state, _error })
            command.Options.Add(option);
    }

    /// <summary>Jobs that were done are meant; they have no state in the queue.</summary>
    public bool IsDone(ParseResult parsed) => withDone && Done.Equals(parsed.GetValue(_state), StringComparison.OrdinalIgnoreCase);

    public JobFilter Read(ParseResult parsed) => IsDone(parsed) && parsed.GetValue(_error) is not null
        ? throw new SettingException("Jobs that are done have no error.")
        : new JobFilter
        {
            Queue = parsed.GetValue(_queue),
            Kind = parsed.GetValue(_kind),
            Key = parsed.GetValue(_key),
            State = parsed.GetValue(_state) is { } state && !IsDone(parsed) ? StateOf(state) : null,
            Error = parsed.GetValue(_error),
        };

    private JobState StateOf(string text) => !int.TryParse(text, out _) && Enum.TryParse<JobState>(text, ignoreCase: true, out var state)
        ? state
        : throw new SettingException($"--state is `{text}`; the states are ready, running, scheduled, blocked{(withDone ? ", dead and done" : " and dead")}.");
}
