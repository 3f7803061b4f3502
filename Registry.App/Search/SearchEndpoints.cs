using Registry.App.ApiDescription;
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
            return Results.Json(new SearchAnswer(found, Paging.Of(context.Request, query.Page, query.PerPage, page.Total)), CrateJson.Options);
        })
            .WithSummary("Searches crates: the very name first, then by how well name, keywords, description and readme fit.")
            .TakesQuery("q", "What to look for; everything without it.").TakesPage()
            .TakesQuery("keyword", "Only crates with this keyword.").TakesQuery("category", "Only crates of this category.")
            .TakesQuery("sort", $"One of {string.Join(", ", SearchQuery.SortWords)}.").Produces<SearchAnswer>().Refuses(400);

    /// <summary>How pages of anything are asked for.</summary>
    public static RouteHandlerBuilder TakesPage(this RouteHandlerBuilder endpoint) =>
        endpoint.TakesQuery("page", "Which page, from 1.").TakesQuery("per_page", "How many on a page, 1 to 100; 10 unless given.");

    private sealed record SearchAnswer(IReadOnlyList<CrateJson> Crates, Paging Meta);
}
