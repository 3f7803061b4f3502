using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.Jobs.Index.Sparse;

/// <summary>Keeps what search goes by in step with the index.</summary>
internal static class CrateListings
{
    /// <summary>
    /// What is said weighs more the closer it is to the name. Names are taken apart at <c>-</c> and <c>_</c>. PostgreSQL limits the size of a
    /// document, so a long README counts with its beginning.
    /// </summary>
    public static async Task UpdateAsync(
        RegistryDbContext db, long crateId, IEnumerable<CrateVersion> versions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (DefaultVersions.Of(versions) is not { } version)
        {
            await db.Listings.Where(listing => listing.CrateId == crateId).ExecuteDeleteAsync(cancellationToken);
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO crate_listings (crate_id, default_version_id, updated_at, document)
            SELECT crates.id, versions.id, {now},
                setweight(to_tsvector('simple', crates.name || ' ' || translate(crates.name, '-_', '  ')), 'A')
                || setweight(to_tsvector('english', array_to_string(versions.keywords, ' ')), 'B')
                || setweight(to_tsvector('english', COALESCE(versions.description, '')), 'C')
                || setweight(to_tsvector('english', left(COALESCE(readmes.text, ''), 50000)), 'D')
            FROM crates
            JOIN versions ON versions.id = {version.Id}
            LEFT JOIN readmes ON readmes.version_id = versions.id
            WHERE crates.id = {crateId}
            ON CONFLICT (crate_id) DO UPDATE SET
                default_version_id = EXCLUDED.default_version_id, updated_at = EXCLUDED.updated_at, document = EXCLUDED.document
            """,
            cancellationToken);
    }
}
