using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>What is asked of a packing.</summary>
/// <param name="Full">Everything, whether or not there is a need.</param>
internal sealed record PackGitIndex(bool Full = false);

/// <summary>Packs the git index, beside those who write to it. One that was killed is simply run again.</summary>
internal sealed class PackGitIndexHandler(IndexRepository repository, IndexPacking packing) : IJobHandler<PackGitIndex>
{
    public async Task RunAsync(JobBatch<PackGitIndex> batch, CancellationToken cancellationToken)
    {
        var full = batch.Jobs[0].Arguments.Full;

        // Commits go on asking while a packing runs; what they asked for is often done by then.
        if (repository.Exists && (full || packing.IsDue))
            await packing.RunAsync(full, cancellationToken);
    }
}
