namespace Registry.Jobs.Queue.Running;

/// <summary>What a handler says of single jobs; of those it says nothing of, they are done.</summary>
internal sealed class JobVerdicts
{
    private readonly Dictionary<long, JobVerdict> _verdicts = [];

    public bool IsEmpty => _verdicts.Count == 0;

    public void Set(long id, JobVerdict verdict) => _verdicts[id] = verdict;

    public JobVerdict? Of(JobRow row) => _verdicts.GetValueOrDefault(row.Id);
}

internal abstract record JobVerdict
{
    /// <summary>It failed, and the others did not.</summary>
    public sealed record Failed(Exception Exception) : JobVerdict;

    /// <summary>It wants to be run later.</summary>
    public sealed record Postponed(TimeSpan Delay, string Reason) : JobVerdict;

    /// <summary>No further attempt makes sense.</summary>
    public sealed record Stopped(string Reason) : JobVerdict;
}
