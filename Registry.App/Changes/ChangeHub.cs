using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;

namespace Registry.App.Changes;

/// <summary>
/// <c>/hubs/changes</c>: a client streams <c>Watch(id)</c> and gets the status of a change at each step until it is done or has failed.
/// </summary>
internal sealed class ChangeHub(IChangeFeed feed) : Hub
{
    public async IAsyncEnumerable<ChangeEnvelope> Watch(
        string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var status in feed.UntilOverAsync(id, cancellationToken))
            yield return new ChangeEnvelope(status);
    }
}
