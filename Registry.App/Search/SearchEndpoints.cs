using Registry.App.CrateData;

namespace Registry.App.Search;

/// <summary><c>cargo search</c> (the Cargo book, "Registry Web API", search).</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder api) =>
        api.MapGet("/crates", async (HttpContext context, CrateSearch search, CrateDataReader crates) =>
        {
            var query = SearchQuery.Parse(context.Request.Query);
            var page = await search.FindAsync(query, context.RequestAborted);
            var found = await crates.ListAsync(page.CrateIds, query.Text, context.RequestAborted);
            return Results.Json(new { crates = found, meta = Paging.Of(context.Request, query.Page, query.PerPage, page.Total) }, CrateJson.Options);
        });
}
