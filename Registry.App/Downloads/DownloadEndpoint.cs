using System.Globalization;
using Microsoft.Net.Http.Headers;
using Registry.App.ApiDescription;
using Registry.App.Downloads.Counting;
using Registry.App.Errors;
using Registry.App.Storage;
using Registry.Jobs.Verification;

namespace Registry.App.Downloads;

/// <summary>Hands out <c>.crate</c> files.</summary>
internal static class DownloadEndpoint
{
    private const string Immutable = "public, max-age=31536000, immutable";
    private const int SecondsUntilRetry = 2;

    public static void MapDownloads(this IEndpointRouteBuilder api) =>
        api.MapGet("/crates/{name}/{version}/download", DownloadAsync)
            .WithSummary("The .crate file of a version; it never changes. With ranges, and an ETag that is its SHA-256.")
            .Produces<Stream>(200, "application/gzip").Produces<Stream>(206, "application/gzip").Produces(302).Produces(304).Produces(416).Refuses(404);

    private static async Task<IResult> DownloadAsync(
        string name, string version, HttpContext context, StoredVersions versions, ICrateStorage storage, DownloadCounter counter,
        CancellationToken cancellationToken)
    {
        StoredVersion? found;
        StoredCrate? stored = null;
        try
        {
            found = await versions.FindAsync(name, version, cancellationToken);
            if (found is not null && HttpMethods.IsGet(context.Request.Method) && storage.LinkTo(found.Key) is { } link)
                return Elsewhere(link, found, context, counter);
            if (found is not null)
                stored = await storage.OpenAsync(found.Key, cancellationToken);
            if (found is not null && stored is null)
                found = await versions.FindAgainAsync(name, version, cancellationToken);
        }
        catch (DatabaseAwayException away)
        {
            context.Response.Headers.RetryAfter = SecondsUntilRetry.ToString(CultureInfo.InvariantCulture);
            return ApiError.Result(away.StatusCode, away.Message);
        }

        if (found is null)
            return ApiError.Result(StatusCodes.Status404NotFound, $"there is no `{name}` {version}");
        if (stored is null)
            return ApiError.Result(StatusCodes.Status500InternalServerError, $"the file of `{name}` {version} is missing; tell the registry's admin");

        context.Response.Headers.CacheControl = Immutable;
        if (!IsForSomebody(context.Request))
            return FileOf(found, stored.Content);
        var content = new ContentOnItsWay(stored.Content);
        return new CountedFile(FileOf(found, content), content, counter, found.VersionId);
    }

    /// <summary>The link is good for a while only, so nobody is to keep the answer.</summary>
    private static IResult Elsewhere(Uri link, StoredVersion version, HttpContext context, DownloadCounter counter)
    {
        if (IsForSomebody(context.Request))
            counter.Count(version.VersionId);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Redirect(link.AbsoluteUri);
    }

    private static IResult FileOf(StoredVersion version, Stream content) => Results.Stream(
        content, "application/gzip", lastModified: version.CreatedAt, enableRangeProcessing: true,
        entityTag: new EntityTagHeaderValue($"\"{version.Checksum}\""));

    /// <summary>A part is not a download, and the registry itself is not somebody.</summary>
    private static bool IsForSomebody(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Range.Count == 0
        && request.Headers.UserAgent.ToString() != PublicRegistryClient.UserAgent;

    /// <summary>Counts once the whole file was sent, and not where the client has it already.</summary>
    private sealed class CountedFile(IResult file, ContentOnItsWay content, DownloadCounter counter, long versionId) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await file.ExecuteAsync(httpContext);
            if (httpContext.Response.StatusCode == StatusCodes.Status200OK && content.IsWhole)
                counter.Count(versionId);
        }
    }
}
