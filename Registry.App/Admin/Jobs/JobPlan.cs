using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>What can be done to jobs.</summary>
public enum JobAct
{
    /// <summary>They are tried now.</summary>
    Retry,

    /// <summary>They wait for a while.</summary>
    Postpone,

    /// <summary>They are not tried until they are retried.</summary>
    Stop,

    /// <summary>They are removed, until somebody puts them back.</summary>
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
    public IEnumerable<JobCount> Touched => Matching.Where(count => IsPossible(Act, count.State));

    /// <summary>How many it will be.</summary>
    public long Count => Touched.Sum(count => count.Count);

    /// <summary>How many are left alone.</summary>
    public long LeftAlone => Matching.Sum(count => count.Count) - Count;

    /// <summary>Why they are.</summary>
    public string WhyLeftAlone => Act switch
    {
        JobAct.Retry => "run already, or are about to",
        JobAct.Postpone => "run, have stopped, or wait behind another",
        JobAct.Stop => "run at this moment, or have stopped already",
        _ => "run at this moment",
    };

    /// <summary>Whether it is kept why, and so has to be said.</summary>
    public bool TakesReason => Act is JobAct.Stop or JobAct.Discard;

    /// <summary>Whether it has to be typed how many: what is removed comes back only one by one.</summary>
    public bool TakesTyping => Act == JobAct.Discard && Count > 1;

    /// <summary>
    /// What is to be done to those that match now, one by one: whoever confirms it has seen these, and what comes to match before they do is left
    /// alone, as is what matches no more.
    /// </summary>
    public static JobPlan Of(JobAct act, JobFilter filter, string which, IReadOnlyList<MatchingJobs> matching) => new(
        act,
        filter with { Ids = [.. matching.Where(jobs => IsPossible(act, jobs.Count.State)).SelectMany(jobs => jobs.Ids)] },
        which,
        [.. matching.Select(jobs => jobs.Count)]);

    private static bool IsPossible(JobAct act, JobState state) => act switch
    {
        JobAct.Retry => state is JobState.Scheduled or JobState.Dead,
        JobAct.Postpone => state is JobState.Scheduled or JobState.Ready,
        JobAct.Stop => state is not (JobState.Running or JobState.Dead),
        _ => state != JobState.Running,
    };
}

/// <summary>What whoever confirms a plan has chosen.</summary>
/// <param name="Delay">How long to wait, where jobs are put off.</param>
/// <param name="Reason">Why, where jobs are stopped or discarded.</param>
public sealed record JobPlanChoice(TimeSpan Delay, string Reason);
