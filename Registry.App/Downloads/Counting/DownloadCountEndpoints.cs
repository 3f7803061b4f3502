using System.Globalization;
using Registry.App.ApiDescription;
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
            return Results.Json(new CrateDownloads(highest, new(others)), CrateJson.Options);
        }).WithSummary("Downloads of a crate on each of the last 90 days, of its highest versions one by one.").Produces<CrateDownloads>().Refuses(404);
        api.MapGet("/crates/{name}/{version}/downloads", async (string name, string version, HttpContext context, DownloadCountReader counts) =>
        {
            var days = await counts.OfVersionAsync(name, version, Until(context.Request.Query), context.RequestAborted);
            return Results.Json(new DownloadsOfVersion(days), CrateJson.Options);
        }).WithSummary("Downloads of a version on each of 90 days.").Produces<DownloadsOfVersion>().Refuses(400, 404);
    }

    private static DateOnly? Until(IQueryCollection query)
    {
        if (query["before_date"].ToString() is not { Length: > 0 } text)
            return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new RefusedException(StatusCodes.Status400BadRequest, "`before_date` must be a day such as 2026-12-31");
    }

    private sealed record CrateDownloads(IReadOnlyList<VersionDownloadsJson> VersionDownloads, Others Meta);

    private sealed record Others(IReadOnlyList<ExtraDownloadsJson> ExtraDownloads);

    private sealed record DownloadsOfVersion(IReadOnlyList<VersionDownloadsJson> VersionDownloads);
}
