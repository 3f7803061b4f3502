using System.Text;
using Microsoft.EntityFrameworkCore;
using Registry.App.Hosting;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Badges;

internal static class BadgeEndpoints
{
    /// <summary>Maps <c>/crates/{name}/badge.svg</c>. A crate that is not there has a badge too: pictures in a README would otherwise be broken.</summary>
    public static void MapBadges(this IEndpointRouteBuilder site) => site.MapGet(
        "/crates/{name}/badge.svg",
        async (string name, HttpContext context, IDbContextFactory<RegistryDbContext> databases) =>
        {
            var (value, colour) = await ReadAsync(databases, name, context.RequestAborted);
            return CacheableText.Of(context, Encoding.UTF8.GetBytes(Badge.Render("registry", value, colour)), "image/svg+xml");
        }).ExcludeFromDescription();

    private static async Task<(string Value, string Colour)> ReadAsync(
        IDbContextFactory<RegistryDbContext> databases, string name, CancellationToken cancellationToken)
    {
        if (!CrateName.TryParse(name, out var parsed, out _))
            return ("unknown", Badge.Unknown);
        var canonical = parsed.Canonical;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var shown = await db.Listings.Where(listing => listing.Crate!.CanonicalName == canonical).Select(listing => listing.DefaultVersion!.Number)
            .SingleOrDefaultAsync(cancellationToken);
        if (shown is not null)
            return ($"v{shown}", Badge.Published);
        return await db.Versions.AnyAsync(
            version => version.Crate!.CanonicalName == canonical && version.PublishedAt == null && version.DeletedAt == null, cancellationToken)
            ? ("publishing…", Badge.Waiting)
            : ("unknown", Badge.Unknown);
    }
}
