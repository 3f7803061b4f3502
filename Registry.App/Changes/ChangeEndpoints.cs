using System.ComponentModel;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Changes;

/// <summary>Where a change stands, as data: at once, when something is reached, or as a stream.</summary>
internal static class ChangeEndpoints
{
    private const int LongestWaitSeconds = 300;
    private const string SecondsUntilRetry = "5";
    private const string EventStream = "text/event-stream";

    public static void MapChanges(this IEndpointRouteBuilder api)
    {
        api.MapGet("/changes/{id}", (string id, [AsParameters] WaitQuery query, HttpContext context, IChangeFeed feed, ProgramFeed programs) =>
            AnswerAsync(id, query, context, feed, programs))
            .WithSummary("Where a change stands: at once, when something is reached, or as a stream of events.").Answers();
        api.MapGet("/crates/{name}/{version}/status", async (
            string name, string version, [AsParameters] WaitQuery query, HttpContext context, IChangeFeed feed, ProgramFeed programs,
            IDbContextFactory<RegistryDbContext> databases) =>
        {
            var id = await NewestAsync(name, version, databases, context.RequestAborted);
            return id is null
                ? ApiError.Result(StatusCodes.Status404NotFound, $"there is no `{name}` {version}")
                : await AnswerAsync(id, query, context, feed, programs);
        }).WithSummary("Where the newest change of a version stands.").Answers();
    }

    private static void Answers(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<ChangeEnvelope>(200, "application/json", EventStream).Produces<ChangeEnvelope>(202).Refuses(400, 404);

    private static async Task<IResult> AnswerAsync(string id, WaitQuery query, HttpContext context, IChangeFeed feed, ProgramFeed programs)
    {
        if (query.Fault() is { } fault)
            return ApiError.Result(StatusCodes.Status400BadRequest, fault);
        if (await feed.ReadAsync(id, context.RequestAborted) is not { } status)
            return ApiError.Result(StatusCodes.Status404NotFound, $"there is no change `{id}`");
        if (context.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase))
            return TypedResults.ServerSentEvents(EventsAsync(id, context, programs, context.RequestAborted));
        if (query.Reached(status))
            return Results.Json(new ChangeEnvelope(status), ChangeJson.Options);
        return await WaitAsync(id, query, status, programs, context);
    }

    /// <summary>When the time is up, or the token, the answer is 202: the change is under way, ask again.</summary>
    private static async Task<IResult> WaitAsync(string id, WaitQuery query, ChangeStatus status, ProgramFeed feed, HttpContext context)
    {
        using var timeUp = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        timeUp.CancelAfter(query.Patience);
        try
        {
            await foreach (var newer in feed.FollowAsync(id, context.User, timeUp.Token))
            {
                status = newer;
                if (query.Reached(status))
                    return Results.Json(new ChangeEnvelope(status), ChangeJson.Options);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The time is up.
        }

        context.Response.Headers.RetryAfter = SecondsUntilRetry;
        return Results.Json(new ChangeEnvelope(status), ChangeJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string id, HttpContext context, ProgramFeed feed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var status in feed.FollowAsync(id, context.User, cancellationToken))
            yield return new SseItem<string>(ChangeJson.Serialize(new ChangeEnvelope(status)), "change");
    }

    private static async Task<string?> NewestAsync(
        string name, string version, IDbContextFactory<RegistryDbContext> databases, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        var withoutBuild = VersionNumber.StripBuild(version);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Changes
            .Where(change => change.Crate!.CanonicalName == canonical && change.Version!.NumberWithoutBuild == withoutBuild)
            .OrderByDescending(change => change.Sequence)
            .Select(change => change.PublicId)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary><c>?wait=usable|done&amp;timeout=60</c>.</summary>
    internal sealed record WaitQuery
    {
        private const int DefaultSeconds = 60;

        [FromQuery(Name = "wait"), Description("`usable` or `done`: answer when that is reached or the change has failed, or with 202 and `Retry-After` when the time is up.")]
        public string? Wait { get; init; }

        [FromQuery(Name = "timeout"), Description("How long to wait, in seconds, 0 to 300; 60 unless given.")]
        public string? Timeout { get; init; }

        public TimeSpan Patience => TimeSpan.FromSeconds(Seconds ?? DefaultSeconds);

        private int? Seconds => int.TryParse(Timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

        public string? Fault()
        {
            if (Wait is not (null or "usable" or "done"))
                return "`wait` may be `usable` or `done`";
            return Timeout is null || Seconds <= LongestWaitSeconds ? null : $"`timeout` may be 0 to {LongestWaitSeconds} seconds";
        }

        /// <summary>Of what has failed there is nothing to wait for.</summary>
        public bool Reached(ChangeStatus status) => status.State is ChangeState.Done or ChangeState.Failed || Wait switch
        {
            null => true,
            "usable" => status.Usable,
            _ => false,
        };
    }
}
