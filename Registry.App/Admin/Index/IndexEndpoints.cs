using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Index;

/// <summary>The page of the index, for programs.</summary>
internal static class IndexEndpoints
{
    public static void MapIndexUpkeep(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/index", async (HttpContext context, IIndexReader reader) =>
        {
            Caller.Of(context).Require(Role.Viewer);
            return Results.Json(await reader.ReadAsync());
        }).RequireAuthorization().WithSummary("How both indexes stand, and what was last done to them. For viewers.").Produces<IndexState>().Refuses(403);
        admin.MapTask("verify", UpkeepTask.Verify, "Has a worker compare the whole index with the database. For admins.");
        admin.MapTask("repair", UpkeepTask.Repair, "Has a worker compare the whole index with the database, and mend what differs. For admins.");
        admin.MapTask("squash", UpkeepTask.Squash, "Has a worker collapse the history of the git index. For admins.");
        admin.MapTask("gc", UpkeepTask.Gc, "Has a worker pack the git index. For admins.");
    }

    private static void MapTask(this IEndpointRouteBuilder admin, string path, UpkeepTask task, string summary) =>
        admin.MapPost($"/index/{path}", async (HttpContext context, IIndexActions actions) =>
        {
            await actions.AskAsync(Caller.Of(context), task, context.RequestAborted);
            return Results.Json(new UpkeepAnswer(Ok: true, IndexReader.Of(task).Job.Name));
        }).RequireAuthorization().WithSummary(summary).Produces<UpkeepAnswer>().Refuses(403, 422);

    private sealed record UpkeepAnswer(bool Ok, string Job);
}
