using System.Text.Json.Serialization;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.Data.Accounts;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>What operators do to jobs, for programs: to some, or to all that match, and first only counted if that is asked for.</summary>
internal static class JobActEndpoints
{
    private const int MaxDelaySeconds = 30 * 24 * 3600;

    public static void MapJobActs(this IEndpointRouteBuilder admin)
    {
        Map(admin, "retry", JobAct.Retry, "Has jobs tried now.");
        Map(admin, "postpone", JobAct.Postpone, "Has jobs wait for `delay_seconds`.");
        Map(admin, "stop", JobAct.Stop, "Has jobs wait until they are retried; takes a `reason`, which is kept.");
        Map(admin, "discard", JobAct.Discard, "Removes jobs, until they are restored; takes a `reason`, which is kept.");
        admin.MapPost("/jobs/restore", RestoreAsync).RequireAuthorization()
            .WithSummary("Puts discarded jobs back, each once for each time it was discarded. For operators.")
            .TakesJson<RestoreOrder>().Produces<ActedAnswer>().Refuses(400, 403, 413);
    }

    private static void Map(IEndpointRouteBuilder admin, string name, JobAct act, string summary) =>
        admin.MapPost($"/jobs/{name}", async (HttpContext context, IOperations operations, IJobActions actions) =>
        {
            Caller.Of(context).Require(Role.Operator);
            var order = await JsonBody.ReadAsync<JobOrder>(context);
            var filter = await ChosenAsync(operations, order);
            if (order.Preview != true)
                return Results.Json(new ActedAnswer(await ActAsync(act, actions, context, filter, order), false));
            var plan = await actions.PreviewAsync(act, filter, "");
            return Results.Json(new ActedAnswer(plan.Count, true) { UpTo = plan.Filter.Ids is { Count: > 0 } ids ? ids.Max() : null });
        }).RequireAuthorization()
            .WithSummary($"{summary} With `preview` it is only counted; with `expected` nothing is done when it would be more. For operators.")
            .TakesJson<JobOrder>().Produces<ActedAnswer>().Refuses(400, 403, 409, 413);

    private static async Task<IResult> RestoreAsync(HttpContext context, IJobActions actions)
    {
        Caller.Of(context).Require(Role.Operator);
        var order = await JsonBody.ReadAsync<RestoreOrder>(context);
        if (order is not { Ids.Count: > 0, Preview: not true })
            throw JobEndpoints.Invalid("say which jobs by `ids`; there is no preview of it");
        return Results.Json(new ActedAnswer(await actions.RestoreAsync(context.User, order.Ids, order.Reason), false));
    }

    /// <summary>Nothing said is not all: that is asked for by an empty <c>q</c>.</summary>
    private static async Task<JobFilter> ChosenAsync(IOperations operations, JobOrder order)
    {
        if (order.Expected < 0)
            throw JobEndpoints.Invalid("`expected` must be a number of jobs");
        var filter = order switch
        {
            { Ids: { Count: > 0 } ids, Q: null } => new JobFilter { Ids = ids },
            { Ids: null, Q: { } q } => await operations.FilterAsync(JobEndpoints.QueryOf(q)),
            _ => throw JobEndpoints.Invalid("say which jobs: `ids`, or `q` with a filter such as `state:retrying`; an empty `q` is all of them"),
        };
        return filter with { AtMost = order.Expected, MaxId = order.UpTo };
    }

    private static async Task<long> ActAsync(JobAct act, IJobActions actions, HttpContext context, JobFilter filter, JobOrder order) => act switch
    {
        JobAct.Retry => await actions.RetryAsync(context.User, filter),
        JobAct.Postpone => await actions.PostponeAsync(context.User, filter, DelayOf(order)),
        JobAct.Stop => await actions.StopAsync(context.User, filter, order.Reason ?? ""),
        _ => await actions.DiscardAsync(context.User, filter, order.Reason ?? ""),
    };

    private static TimeSpan DelayOf(JobOrder order) => order.DelaySeconds is > 0 and <= MaxDelaySeconds
        ? TimeSpan.FromSeconds(order.DelaySeconds.Value)
        : throw JobEndpoints.Invalid($"`delay_seconds` must be a number from 1 to {MaxDelaySeconds}");

    /// <param name="Ids">Which jobs, or</param>
    /// <param name="Q">the filter that they match.</param>
    /// <param name="UpTo">None with a higher id; a preview says which was the highest.</param>
    /// <param name="Expected">Nothing is done when it would be more.</param>
    /// <param name="Reason">Why, where jobs are stopped or discarded.</param>
    /// <param name="DelaySeconds">How long jobs are to wait that are put off.</param>
    /// <param name="Preview">They are only counted.</param>
    private sealed record JobOrder(
        IReadOnlyList<long>? Ids, string? Q, long? UpTo, int? Expected, string? Reason, int? DelaySeconds, bool? Preview);

    private sealed record RestoreOrder(IReadOnlyList<long>? Ids, string? Reason, bool? Preview);

    private sealed record ActedAnswer(long Count, bool Preview)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? UpTo { get; init; }
    }
}
