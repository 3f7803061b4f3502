using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.Data.Accounts;
using Registry.Data.Monitoring;

namespace Registry.App.Admin.Monitor;

/// <summary>The page of the monitor, for programs.</summary>
internal static class MonitorEndpoints
{
    public static void MapMonitor(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/monitor", async (HttpContext context, IMonitorReader reader) =>
        {
            Caller.Of(context).Require(Role.Viewer);
            return Results.Json(Answer(await reader.ReadAsync()));
        }).RequireAuthorization().WithSummary("The checks of the monitor, and its incidents. For viewers.").Produces<MonitorAnswer>().Refuses(403);
        admin.MapPost("/monitor/test-page", async (HttpContext context, ITestPages pages) =>
            Results.Json(new TestPageResult(await pages.SendAsync(Caller.Of(context), context.RequestAborted))))
            .RequireAuthorization().WithSummary("Sends a test page through every channel, and answers what came of it. For operators.")
            .Produces<TestPageResult>().Refuses(403);
    }

    private static MonitorAnswer Answer(MonitorSnapshot now) => new(
        now.Last, now.NextAt, now.Problem, now.Comparison, now.NextComparisonAt, now.Channels, now.Checks,
        [.. now.Open.Concat(now.Past).Select(incident => new IncidentAnswer(
            incident.Key, incident.Sentence, incident.OpenedAt, incident.LastSeenAt, incident.ClearedAt,
            [.. incident.Pages.OrderBy(page => page.Id).Select(page => new PageAnswer(
                page.Channel, page.Action, page.DeliveredAt, page.Attempts, page.LastError))]))]);

    private sealed record MonitorAnswer(
        MonitorTurn? Last, DateTimeOffset? NextAt, string? Problem, MonitorTurn? Comparison, DateTimeOffset NextComparisonAt,
        IReadOnlyList<string> Channels, IReadOnlyList<CheckCard> Checks, IReadOnlyList<IncidentAnswer> Incidents);

    private sealed record IncidentAnswer(
        string Key, string Sentence, DateTimeOffset OpenedAt, DateTimeOffset LastSeenAt, DateTimeOffset? ClearedAt, IReadOnlyList<PageAnswer> Pages);

    private sealed record PageAnswer(string Channel, PageAction Action, DateTimeOffset? DeliveredAt, int Attempts, string? LastError);

    private sealed record TestPageResult(IReadOnlyList<TestPageAnswer> Channels);
}
