using System.Globalization;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Changes;
using Registry.App.Errors;
using Registry.App.Jobs;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Jobs;

/// <summary>Jobs and failures for programs, as the pages list them.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/jobs", ListAsync).RequireAuthorization()
            .WithSummary("Unfinished jobs that match, the newest first; with `state:done` those that were done, the last first. For viewers.").Produces<JobsAnswer>().Refuses(400, 403);
        admin.MapGet("/jobs/{id:long}", GetAsync).RequireAuthorization()
            .WithSummary("One job with its attempts, the changes it works for and what people did to it, also when it is done. For viewers.")
            .Produces<JobAnswer>().Refuses(403, 404);
        admin.MapGet("/failures", FailuresAsync).RequireAuthorization()
            .WithSummary("Unfinished jobs by what they failed of. For viewers.").Produces<FailuresAnswer>().Refuses(403);
    }

    /// <exception cref="RefusedException">It makes no sense.</exception>
    public static JobQuery QueryOf(string? q) => JobQuery.Parse(q) is var query && query.Fault is { } fault ? throw Invalid(fault) : query;

    public static RefusedException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);

    private static async Task<IResult> ListAsync(string? q, string? before, HttpContext context, IOperations operations)
    {
        Caller.Of(context).Require(Role.Viewer);
        var query = QueryOf(q);
        var list = await operations.JobsAsync(query);
        var rows = before is null ? list.Rows : await operations.OlderAsync(query, Cursor(before));
        var next = rows.Count == Operations.PageSize ? rows[^1].Job.Id.ToString(CultureInfo.InvariantCulture) : null;
        return Results.Json(new JobsAnswer([.. rows.Select(ListedJob.From)], new JobsMeta(list.Total, next)));
    }

    private static long Cursor(string before) => long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw Invalid("`before` must be what the page before has as `next`");

    private static async Task<IResult> GetAsync(long id, HttpContext context, IOperations operations)
    {
        Caller.Of(context).Require(Role.Viewer);
        var report = await operations.JobAsync(id)
            ?? throw new RefusedException(StatusCodes.Status404NotFound, $"nothing is known of a job {id}, or not any more");
        return Results.Json(new JobAnswer(
            id, report.Kind, report.Crate, report.Row is { } row ? ListedJob.From(row) : null, report.IsDone, report.Arguments,
            [.. report.Attempts.Select(attempt => new AttemptAnswer(
                attempt.Attempt, attempt.StartedAt, attempt.FinishedAt, attempt.Worker, attempt.Outcome.ToString().ToLowerInvariant(), attempt.Error,
                attempt.Stack))],
            [.. report.Actions.Select(action => new JobActionAnswer(action.At, action.Actor, action.Action, action.Reason))], report.Changes, report.Hold));
    }

    private static async Task<IResult> FailuresAsync(HttpContext context, IOperations operations)
    {
        Caller.Of(context).Require(Role.Viewer);
        var groups = await operations.FailuresAsync();
        return Results.Json(new FailuresAnswer([.. groups.Select(group => new FailureAnswer(
            group.Error, JobQuery.Everything.With("failure", group.Error).ToString(), group.Count, group.Dead, group.Kinds, group.FirstAt,
            group.LastAt, group.Sample, group.SampleId))]));
    }

    private sealed record JobsAnswer(IReadOnlyList<ListedJob> Jobs, JobsMeta Meta);

    /// <param name="Total">How many match; null of jobs that are done, which are not counted.</param>
    /// <param name="Next">Where the next page begins; null at the end.</param>
    private sealed record JobsMeta(long? Total, string? Next);

    private sealed record JobAnswer(
        long Id, string Kind, string? Crate, ListedJob? Job, bool Done, string? Arguments, IReadOnlyList<AttemptAnswer> Attempts,
        IReadOnlyList<JobActionAnswer> Actions, IReadOnlyList<ChangeOfCrate> Changes, QueueHold? Hold);

    private sealed record AttemptAnswer(
        int Attempt, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string Worker, string Outcome, string? Error, string? Stack);

    private sealed record JobActionAnswer(DateTimeOffset At, string Actor, string Action, string? Reason);

    private sealed record FailuresAnswer(IReadOnlyList<FailureAnswer> Failures);

    private sealed record FailureAnswer(
        string Error, string Q, long Count, long Stopped, IReadOnlyList<string> Kinds, DateTimeOffset FirstAt, DateTimeOffset LastAt,
        string Sample, long SampleId);
}
