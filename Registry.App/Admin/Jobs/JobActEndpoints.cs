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
        Map(admin, "discard", JobAct.Discard, "Removes jobs for good; takes a `reason`, which is kept.");
    }

    private static void Map(IEndpointRouteBuilder admin, string name, JobAct act, string summary) =>
        admin.MapPost($"/jobs/{name}", async (HttpContext context, IOperations operations, IJobActions actions) =>
        {
            Caller.Of(context).Require(Role.Operator);
            var order = await JsonBody.ReadAsync<JobOrder>(context);
            var filter = await ChosenAsync(operations, order);
            var count = order.Preview == true
                ? new JobPlan(act, filter, "", await actions.PreviewAsync(filter)).Count
                : await ActAsync(act, actions, context, filter, order);
            return Results.Json(new ActedAnswer(count, order.Preview == true));
        }).RequireAuthorization().WithSummary($"{summary} With `preview` it is only counted. For operators.")
            .TakesJson<JobOrder>().Produces<ActedAnswer>().Refuses(400, 403, 413);

    /// <summary>Nothing said is not all: that is asked for by an empty <c>q</c>.</summary>
    private static Task<JobFilter> ChosenAsync(IOperations operations, JobOrder order) => order switch
    {
        { Ids: { Count: > 0 } ids, Q: null } => Task.FromResult(new JobFilter { Ids = ids }),
        { Ids: null, Q: { } q } => operations.FilterAsync(JobEndpoints.QueryOf(q)),
        _ => throw JobEndpoints.Invalid("say which jobs: `ids`, or `q` with a filter such as `state:retrying`; an empty `q` is all of them"),
    };

    private static async Task<long> ActAsync(JobAct act, IJobActions actions, HttpContext context, JobFilter filter, JobOrder order) => act switch
    {
        JobAct.Retry => await actions.RetryAsync(context.User, filter),
        JobAct.Postpone => await actions.PostponeAsync(context.User, filter, DelayOf(order)),
        _ => await actions.DiscardAsync(context.User, filter, order.Reason ?? ""),
    };

    private static TimeSpan DelayOf(JobOrder order) => order.DelaySeconds is > 0 and <= MaxDelaySeconds
        ? TimeSpan.FromSeconds(order.DelaySeconds.Value)
        : throw JobEndpoints.Invalid($"`delay_seconds` must be a number from 1 to {MaxDelaySeconds}");

    private sealed record JobOrder(IReadOnlyList<long>? Ids, string? Q, string? Reason, int? DelaySeconds, bool? Preview);

    private sealed record ActedAnswer(long Count, bool Preview);
}
