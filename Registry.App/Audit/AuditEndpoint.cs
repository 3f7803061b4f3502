using Registry.App.Accounts;
using Registry.App.ApiDescription;

namespace Registry.App.Audit;

/// <summary>Who did what, for admins, the newest first.</summary>
internal static class AuditEndpoint
{
    public static void MapAudit(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/audit", async ([AsParameters] AuditQuery query, HttpContext context, AuditReader log) =>
        {
            Caller.Of(context).RequireAdmin();
            var page = await log.ReadAsync(query.Filter(), query.After(), query.Count(), context.RequestAborted);
            return Results.Json(new AuditAnswer(page.Lines, new(page.Next?.ToString())), AuditLine.Json);
        }).RequireAuthorization().WithSummary("Who did what, the newest first. For admins.").Produces<AuditAnswer>().Refuses(400, 403);

    private sealed record AuditAnswer(IReadOnlyList<AuditLine> Entries, NextPage Meta);

    private sealed record NextPage(string? Next);
}
