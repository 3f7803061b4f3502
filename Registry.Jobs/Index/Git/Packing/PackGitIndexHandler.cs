using Registry.Jobs.Index.Upkeep;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>What is asked of a packing.</summary>
/// <param name="Full">Everything, whether or not there is a need.</param>
/// <param name="RequestedBy">Who asks; null when it is due.</param>
internal sealed record PackGitIndex(bool Full = false, string? RequestedBy = null);

/// <summary>Packs the git index, beside those who write to it. One that was killed is simply run again.</summary>
internal sealed class PackGitIndexHandler(IndexRepository repository, IndexPacking packing, UpkeepRuns runs) : IJobHandler<PackGitIndex>
{
    public async Task RunAsync(JobBatch<PackGitIndex> batch, CancellationToken cancellationToken)
    {
        var asked = batch.Jobs[0].Arguments;

        // Commits go on asking while a packing runs; what they asked for is often done by then.
        if (repository.Exists && (asked.Full || packing.IsDue))
            await runs.RecordAsync(RunKind.Pack, run => PackAsync(run, asked, cancellationToken), cancellationToken);
    }

    private async Task<(string Outcome, object Report)> PackAsync(long run, PackGitIndex asked, CancellationToken cancellationToken)
    {
        var packed = await packing.RunAsync(
            asked.Full, phase => runs.ProgressAsync(run, new PackReport(asked.RequestedBy, null, null) { Phase = phase }, cancellationToken), cancellationToken);
        return (RunOutcome.Healthy, new PackReport(asked.RequestedBy, packed?.Before.ToString(), packed?.After.ToString()));
    }
}
