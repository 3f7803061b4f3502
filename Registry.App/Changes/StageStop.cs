using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Nobody goes on with a stage: its job was stopped, or taken out of the queue, before it was done.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Reason">Why, in the words of who stopped or discarded the job; null when that was not by the registry's own means.</param>
/// <param name="At">When that was.</param>
/// <param name="Attempts">Attempts that were made before.</param>
/// <param name="Failure">What the last of them failed of.</param>
public sealed record StageStop(StageName Stage, string? Reason, DateTimeOffset? At, int Attempts, string? Failure)
{
    private static readonly string[] EveryKind = [.. IndexJobs.All.Select(kind => kind.Name)];

    /// <summary>In one line, for programs.</summary>
    public string InWords
    {
        get
        {
            var words = Reason is null ? "its job is gone from the queue" : $"stopped by the operators: {Reason}";
            return Failure is null ? words : $"{words}; the last attempt had failed: {Failure}";
        }
    }

    /// <summary>
    /// The stage that comes next, if no job that will be tried leads to it. Stages are ticked off in the transaction that removes their job and adds
    /// the next one, so at any moment there is one, unless it was taken away; the job of an earlier stage brings those of the later ones with it.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="jobs">The unfinished jobs of its crate.</param>
    internal static StageName? WithoutJob(IndexChange change, IReadOnlyList<JobDetails> jobs)
    {
        if (NextOf(change) is not { } next)
            return null;
        var kinds = LeadingTo(next);
        return jobs.Any(job => kinds.Contains(job.Kind) && job.State != JobState.Dead) ? null : next;
    }

    /// <summary>The jobs that bring a stage about.</summary>
    internal static string[] KindsOf(IndexChange change, StageName stage) => stage switch
    {
        StageName.SparseIndex => [IndexJobs.UpdateSparseIndex.Name],
        StageName.GitIndex => [IndexJobs.UpdateGitIndex.Name],

        // Whether a deleted version is gone is looked at once the deletion has come through all the stages before.
        _ when change.Version is { DeletedAt: not null, FileRemovedAt: null } => EveryKind,
        _ => [IndexJobs.VerifyCrate.Name],
    };

    private static string[] LeadingTo(StageName stage) => stage switch
    {
        StageName.SparseIndex => [IndexJobs.UpdateSparseIndex.Name],
        StageName.GitIndex => [IndexJobs.UpdateSparseIndex.Name, IndexJobs.UpdateGitIndex.Name],
        _ => EveryKind,
    };

    private static StageName? NextOf(IndexChange change) => change switch
    {
        { Verified.FinishedAt: not null } => null,
        { Sparse.FinishedAt: null } => StageName.SparseIndex,
        { Git.FinishedAt: null, GitSkipped: false } => StageName.GitIndex,
        _ => StageName.Verified,
    };
}
