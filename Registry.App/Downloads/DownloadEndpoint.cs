using System.Globalization;
using Microsoft.Net.Http.Headers;
using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.App.Storage;

namespace Registry.App.Downloads;

/// <summary>Hands out <c>.crate</c> files.</summary>
internal static class DownloadEndpoint
{
    private const string Immutable = "public, max-age=31536000, immutable";
    private const int SecondsUntilRetry = 2;

    public static void MapDownloads(this IEndpointRouteBuilder api) =>
        api.MapGet("/crates/{name}/{version}/download", DownloadAsync)
            .WithSummary("The .crate file of a version; it never changes. With ranges, and an ETag that is its SHA-256.")
            .Produces<Stream>(200, "application/gzip").Produces<Stream>(206, "application/gzip").Produces(304).Produces(416).Refuses(404);

    private static async Task<IResult> DownloadAsync(
        string name, string version, HttpContext context, StoredVersions versions, ICrateStorage storage, CancellationToken cancellationToken)
    {
        StoredVersion? found;
        try
        {
            found = await versions.FindAsync(name, version, cancellationToken);
        }
        catch (DatabaseAwayException away)
        {
            context.Response.Headers.RetryAfter = SecondsUntilRetry.ToString(CultureInfo.InvariantCulture);
            return ApiError.Result(away.StatusCode, away.Message);
        }

        if (found is null)
            return ApiError.Result(StatusCodes.Status404NotFound, $"there is no `{name}` {version}");
        if (await storage.OpenAsync(found.Key, cancellationToken) is not { } stored)
            return ApiError.Result(StatusCodes.Status500InternalServerError, $"the file of `{name}` {version} is missing; tell the registry's admin");

        context.Response.Headers.CacheControl = Immutable;
        return Results.Stream(
            stored.Content, "application/gzip", lastModified: found.CreatedAt, enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue($"\"{found.Checksum}\""));
    }
}
