using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Registry.Data;
using Registry.Jobs.Index;

namespace Registry.App.SparseIndex;

/// <summary>The sparse index at <c>/index/</c> (the Cargo book, "Index Format", sparse protocol).</summary>
internal static class SparseIndexEndpoints
{
    private const string PlainText = "text/plain; charset=utf-8";

    public static void MapSparseIndex(this IEndpointRouteBuilder app)
    {
        app.MapGet("/index/config.json", (IndexConfiguration configuration) => Results.Bytes(configuration.ToJson(), "application/json"));
        app.MapGet("/index/{**path}", FileAsync);
    }

    /// <summary>Cargo always asks again with the tag it knows, and takes 404 for "no such crate".</summary>
    private static async Task<IResult> FileAsync(
        string? path, HttpContext context, IDbContextFactory<RegistryDbContext> databases, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.SparseFiles.AsNoTracking().SingleOrDefaultAsync(known => known.Path == path, cancellationToken);
        if (file is null)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(file.Content, PlainText, entityTag: new EntityTagHeaderValue($"\"{file.Hash}\""));
    }
}
