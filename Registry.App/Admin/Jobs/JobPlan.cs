using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>What can be done to jobs.</summary>
public enum JobAct
{
    /// <summary>They are tried now.</summary>
    Retry,

    /// <summary>They wait for a while.</summary>
    Postpone,

    /// <summary>They are removed for good.</summary>
    Discard,
}

/// <summary>Something that is about to be done to jobs, and what it will touch.</summary>
/// <param name="Act">What.</param>
/// <param name="Filter">To which.</param>
/// <param name="Which">Which they are, in words.</param>
/// <param name="Matching">All that match, by kind and state.</param>
public sealed record JobPlan(JobAct Act, JobFilter Filter, string Which, IReadOnlyList<JobCount> Matching)
{
    /// <summary>Those that it is possible for.</summary>
    public IEnumerable<JobCount> Touched => Matching.Where(count => Act switch
    {
        JobAct.Retry => count.State is JobState.Scheduled or JobState.Dead,
        JobAct.Postpone => count.State is JobState.Scheduled or JobState.Ready,
        _ => count.State != JobState.Running,
    });

    /// <summary>How many it will be.</summary>
    public long Count => Touched.Sum(count => count.Count);

    /// <summary>How many are left alone.</summary>
    public long LeftAlone => Matching.Sum(count => count.Count) - Count;

    /// <summary>Why they are.</summary>
    public string WhyLeftAlone => Act switch
    {
        JobAct.Retry => "run already, or are about to",
        JobAct.Postpone => "run, have stopped, or wait behind another",
        _ => "run at this moment",
    };

    /// <summary>Whether it has to be typed how many: what is removed does not come back.</summary>
    public bool TakesTyping => Act == JobAct.Discard && Count > 1;
}

/// <summary>What whoever confirms a plan has chosen.</summary>
/// <param name="Delay">How long to wait, where jobs are put off.</param>
/// <param name="Reason">Why, where jobs are discarded.</param>
public sealed record JobPlanChoice(TimeSpan Delay, string Reason);
