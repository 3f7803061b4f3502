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
        await foreach (var status in feed.WatchAsync(changeId, cancellationToken))
        {
            yield return status;
            if (status.State == ChangeState.Failed)
                yield break;
        }
    }
}
