using Microsoft.AspNetCore.Http.Extensions;

namespace Registry.App.CrateData;

/// <summary>How much there is, and the query strings of the pages beside this one.</summary>
internal sealed record Paging(long Total, string? NextPage, string? PrevPage)
{
    public static Paging Of(HttpRequest request, int page, int perPage, long total) => new(
        total, (long)page * perPage < total ? Query(request, page + 1) : null, page > 1 ? Query(request, page - 1) : null);

    private static string Query(HttpRequest request, int page)
    {
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != "page").SelectMany(
            pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")))
        {
            { "page", page.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        };
        return query.ToString();
    }
}
