using Microsoft.EntityFrameworkCore;
using Registry.App.Hosting;
using Registry.Data;
using Registry.Data.Crates;
using Registry.Jobs;

namespace Registry.App.Feeds;

internal static class FeedEndpoints
{
    private const int Entries = 50;
    private const string Atom = "application/atom+xml; charset=utf-8";

    /// <summary>Maps <c>/feeds/crates.atom</c> and <c>/crates/{name}/feed.atom</c>: versions that the index shows, the newest first.</summary>
    public static void MapFeeds(this IEndpointRouteBuilder site)
    {
        site.MapGet("/feeds/crates.atom", async (HttpContext context, IDbContextFactory<RegistryDbContext> databases, PublicUrl address) =>
        {
            await using var db = await databases.CreateDbContextAsync(context.RequestAborted);
            var entries = await ReadAsync(db.Versions, context.RequestAborted);
            return CacheableText.Of(context, AtomFeed.Write(address, "feeds/crates.atom", "", "Crates of this registry", entries), Atom);
        }).ExcludeFromDescription();
        site.MapGet("/crates/{name}/feed.atom", async (string name, HttpContext context, IDbContextFactory<RegistryDbContext> databases, PublicUrl address) =>
        {
            if (!CrateName.TryParse(name, out var parsed, out _))
                return Results.NotFound();
            var canonical = parsed.Canonical;
            await using var db = await databases.CreateDbContextAsync(context.RequestAborted);
            var crate = await db.Crates.SingleOrDefaultAsync(known => known.CanonicalName == canonical, context.RequestAborted);
            if (crate is null)
                return Results.NotFound();
            var entries = await ReadAsync(db.Versions.Where(version => version.CrateId == crate.Id), context.RequestAborted);
            var path = $"crates/{crate.Name}";
            return CacheableText.Of(context, AtomFeed.Write(address, $"{path}/feed.atom", path, $"Versions of {crate.Name}", entries), Atom);
        }).ExcludeFromDescription();
    }

    private static async Task<IReadOnlyList<FeedEntry>> ReadAsync(IQueryable<CrateVersion> versions, CancellationToken cancellationToken) =>
        await versions.Where(version => version.PublishedAt != null).OrderByDescending(version => version.Id).Take(Entries)
            .Select(version => new FeedEntry(
                version.Crate!.Name, version.Number, version.Description, version.PublishedBy!.Login, version.PublishedAt!.Value, version.Yanked))
            .ToListAsync(cancellationToken);
}
