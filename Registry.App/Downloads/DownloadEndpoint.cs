using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Registry.App.Errors;
using Registry.App.Storage;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Downloads;

/// <summary>Hands out <c>.crate</c> files.</summary>
internal static class DownloadEndpoint
{
    private const string Immutable = "public, max-age=31536000, immutable";

    public static void MapDownloads(this IEndpointRouteBuilder api) =>
        api.MapGet("/crates/{name}/{version}/download", DownloadAsync);

    private static async Task<IResult> DownloadAsync(
        string name, string version, HttpContext context, IDbContextFactory<RegistryDbContext> databases, ICrateStorage storage,
        CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        var withoutBuild = VersionNumber.StripBuild(version);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Versions
            .Where(known => known.Crate!.CanonicalName == canonical && known.NumberWithoutBuild == withoutBuild)
            .Select(known => new { known.StorageKey, known.Checksum, known.CreatedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return ApiError.Result(StatusCodes.Status404NotFound, $"there is no `{name}` {version}");
        if (await storage.OpenAsync(found.StorageKey, cancellationToken) is not { } stored)
            return ApiError.Result(StatusCodes.Status500InternalServerError, $"the file of `{name}` {version} is missing; tell the registry's admin");

        context.Response.Headers.CacheControl = Immutable;
        return Results.Stream(
            stored.Content, "application/gzip", lastModified: found.CreatedAt, enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue($"\"{found.Checksum}\""));
    }
}
