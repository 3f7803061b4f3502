using System.Runtime.CompilerServices;

namespace Registry.App.Changes;

/// <summary>What programs follow of a change.</summary>
internal static class ProgramFeed
{
    /// <summary>
    /// As <see cref="IChangeFeed.WatchAsync"/>, but a change that has failed is the end: people may wait until somebody takes it up again, programs
    /// are not to.
    /// </summary>
    public static async IAsyncEnumerable<ChangeStatus> UntilOverAsync(
        this IChangeFeed feed, string changeId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var heard in feed.WatchAsync(changeId, cancellationToken))
        {
            // What others have watched may have been read before it was taken up again.
            var status = heard.State == ChangeState.Failed ? await feed.ReadAsync(changeId, cancellationToken) ?? heard : heard;
            yield return status;
            if (status.State == ChangeState.Failed)
                yield break;
        }
    }
}
