using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using Registry.App.Access;

namespace Registry.App.Changes;

/// <summary>
/// <c>/hubs/changes</c>: a client streams <c>Watch(id)</c> and gets the status of a change at each step until it is done or has failed.
/// </summary>
internal sealed class ChangeHub(ProgramFeed feed, StreamAccess access) : Hub
{
    public async IAsyncEnumerable<ChangeEnvelope> Watch(
        string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var status in feed.FollowAsync(id, Context.User, cancellationToken))
            yield return new ChangeEnvelope(status);

        // A connection may be older than what became of its token.
        if (!await access.MayReadAsync(Context.User, cancellationToken))
            throw new HubException("the token of this connection is not good any more; connect again with another one");
    }
}
