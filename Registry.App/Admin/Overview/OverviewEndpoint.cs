using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Jobs;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Overview;

/// <summary>The overview for programs.</summary>
internal static class OverviewEndpoint
{
    public static void MapOverview(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/overview", async (HttpContext context, IOperations operations) =>
        {
            Caller.Of(context).Require(Role.Viewer);
            return Results.Json(Answer(await operations.SnapshotAsync()));
        }).RequireAuthorization().WithSummary("How the registry does right now, and in the last hour and day. For viewers.")
            .Produces<OverviewAnswer>().Refuses(403);

    private static OverviewAnswer Answer(OperationsSnapshot now)
    {
        var figures = now.Figures;
        return new OverviewAnswer(
            now.IsCalm, now.ReadAt, now.OldestWaiting?.TotalSeconds, now.PagingLimit.TotalSeconds,
            new(figures.DoneHour.Sum(), figures.FailedHour.Sum(), figures.Median?.TotalSeconds, figures.NineInTen?.TotalSeconds),
            new(figures.DoneDay.Sum(), figures.FailedDay.Sum(), figures.DayMedian?.TotalSeconds, figures.DayNineInTen?.TotalSeconds),
            now.Failures.Sum(group => group.Count), now.Stopped, now.Late,
            [.. now.Queues.Where(queue => queue.PausedAt is not null).Select(queue => queue.Name)],
            [.. now.Deserted.Select(queue => queue.Name)],
            now.Workers.Select(worker => worker.Worker).Distinct().Count(),
            [.. now.Incidents.Select(incident => new OpenIncident(incident.Check, incident.Sentence, incident.OpenedAt))],
            [.. now.Running.Select(ListedJob.From)]);
    }

    private sealed record OverviewAnswer(
        bool Calm, DateTimeOffset ReadAt, double? OldestWaitingSeconds, double PagingLimitSeconds, Lately LastHour, Lately LastDay, long FailingJobs,
        long StoppedJobs, long LateJobs, IReadOnlyList<string> PausedQueues, IReadOnlyList<string> QueuesWithoutWorkers, int Workers,
        IReadOnlyList<OpenIncident> Incidents, IReadOnlyList<ListedJob> Running);

    /// <param name="Done">Jobs done.</param>
    /// <param name="FailedAttempts">Attempts that failed.</param>
    /// <param name="UsableAfterMedian">From the answer to usable, in seconds; null when nothing was published.</param>
    /// <param name="UsableAfterNineInTen">The same, nine in ten.</param>
    private sealed record Lately(long Done, long FailedAttempts, double? UsableAfterMedian, double? UsableAfterNineInTen);

    private sealed record OpenIncident(string Check, string Sentence, DateTimeOffset OpenedAt);
}
