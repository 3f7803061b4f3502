using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace Registry.App.Changes;

/// <summary>
/// Tells pages without a circuit that a change they show has gone on. What has come of it they read off the page itself, fetched again. It stands
/// beside the page of the change, and not below <c>/api</c>, so that in a private registry the session of its reader counts.
/// </summary>
internal static class PageEvents
{
    /// <summary>Maps <c>/changes/{id}/events</c>.</summary>
    public static void MapPageEvents(this IEndpointRouteBuilder site) =>
        site.MapGet("/changes/{id}/events", async (string id, IChangeFeed changes, ProgramFeed feed, HttpContext context) =>
            await changes.ReadAsync(id, context.RequestAborted) is null
                ? Results.NotFound()
                : TypedResults.ServerSentEvents(SaidAsync(id, feed, context.User, context.RequestAborted)))
            .ExcludeFromDescription();

    private static async IAsyncEnumerable<SseItem<string>> SaidAsync(
        string id, ProgramFeed feed, ClaimsPrincipal who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? said = null;
        await foreach (var status in feed.FollowAsync(id, who, cancellationToken))
        {
            var now = ChangeGlance.Of(status).Said;
            if (now != said)
                yield return new SseItem<string>(now);
            said = now;
        }
    }
}
