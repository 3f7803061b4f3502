using System.Runtime.CompilerServices;
using System.Security.Claims;
using Registry.App.Access;

namespace Registry.App.Changes;

/// <summary>What programs follow of a change.</summary>
internal sealed class ProgramFeed(IChangeFeed feed, StreamAccess access)
{
    /// <summary>
    /// As <see cref="IChangeFeed.WatchAsync"/>, but a change that has failed is the end: people may wait until somebody takes it up again, programs
    /// are not to. It is the end, too, when whoever follows may no longer read.
    /// </summary>
    public IAsyncEnumerable<ChangeStatus> FollowAsync(string changeId, ClaimsPrincipal? who, CancellationToken cancellationToken) =>
        access.WhileAllowedAsync(who, over => UntilOverAsync(changeId, over), cancellationToken);

    private async IAsyncEnumerable<ChangeStatus> UntilOverAsync(string changeId, [EnumeratorCancellation] CancellationToken cancellationToken)
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
