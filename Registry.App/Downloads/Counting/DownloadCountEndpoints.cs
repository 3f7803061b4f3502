using System.Globalization;
using Registry.App.CrateData;
using Registry.App.Errors;

namespace Registry.App.Downloads.Counting;

/// <summary>How often crates and versions were downloaded, in the shapes of crates.io.</summary>
internal static class DownloadCountEndpoints
{
    public static void MapDownloadCounts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/crates/{name}/downloads", async (string name, DownloadCountReader counts, CancellationToken cancellationToken) =>
        {
            var (highest, others) = await counts.OfCrateAsync(name, cancellationToken);
            return Results.Json(new { version_downloads = highest, meta = new { extra_downloads = others } }, CrateJson.Options);
        });
        api.MapGet("/crates/{name}/{version}/downloads", async (string name, string version, HttpContext context, DownloadCountReader counts) =>
        {
            var days = await counts.OfVersionAsync(name, version, Until(context.Request.Query), context.RequestAborted);
            return Results.Json(new { version_downloads = days }, CrateJson.Options);
        });
    }

    private static DateOnly? Until(IQueryCollection query)
    {
        if (query["before_date"].ToString() is not { Length: > 0 } text)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new RefusedException(StatusCodes.Status400BadRequest, "`before_date` must be a day such as 2026-12-31");
    }
}
