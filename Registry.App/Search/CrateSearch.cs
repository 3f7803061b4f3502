using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Search;

/// <summary>One page of what was found.</summary>
/// <param name="CrateIds">In order.</param>
/// <param name="Total">How many there are on all pages.</param>
internal sealed record FoundCrates(IReadOnlyList<long> CrateIds, long Total);

/// <summary>
/// Finds crates by PostgreSQL's full text search, and by parts of their names: the very name first, then names that begin with what was asked
/// for, then by how well name, keywords, description and README fit, and of those that fit about as well what is downloaded most.
/// </summary>
internal sealed class CrateSearch(IDbContextFactory<RegistryDbContext> databases)
{
    private const float LeastLikeness = 0.2f;
    private const int MostNear = 5;

    private const string Found = """
        SELECT listing.crate_id, listing.updated_at, crate.canonical_name, crate.created_at,
            crate.canonical_name = @name AS is_it, starts_with(crate.canonical_name, @name) AS begins, strpos(crate.canonical_name, @name) > 0 AS has_it,
            round((ts_rank_cd(listing.document, query) + word_similarity(@name, crate.canonical_name))::numeric, 1) AS rank,
            COALESCE(counted.downloads, 0) AS downloads, COALESCE(counted.recent_downloads, 0) AS recent_downloads
        FROM crate_listings AS listing
        JOIN crates AS crate ON crate.id = listing.crate_id
        LEFT JOIN crate_downloads AS counted ON counted.crate_id = listing.crate_id
        CROSS JOIN (SELECT websearch_to_tsquery('english', @text) || websearch_to_tsquery('simple', @text) AS query) AS asked
        WHERE (@text = '' OR listing.document @@ query OR crate.canonical_name LIKE @pattern OR crate.canonical_name %> @name)
            AND (@keyword = '' AND @category = '' OR EXISTS (
                SELECT FROM versions AS version WHERE version.id = listing.default_version_id
                AND (@keyword = '' OR @keyword = ANY (SELECT lower(word) FROM unnest(version.keywords) AS word))
                AND (@category = '' OR @category = ANY (SELECT lower(word) FROM unnest(version.categories) AS word))))
        """;

    public async Task<FoundCrates> FindAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var name = CrateName.Canonicalize(query.Text);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT crate_id, count(*) OVER () FROM ({Found}) AS found
            ORDER BY {OrderOf(query.Sort)} OFFSET @offset LIMIT @limit
            """,
            (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.AddWithValue("text", query.Text);
        command.Parameters.AddWithValue("name", name);
        command.Parameters.AddWithValue("pattern", $"%{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%");
        command.Parameters.AddWithValue("keyword", query.Keyword ?? "");
        command.Parameters.AddWithValue("category", query.Category ?? "");
        command.Parameters.AddWithValue("offset", query.Offset);
        command.Parameters.AddWithValue("limit", query.PerPage);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<long>();
        var total = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
            total = reader.GetInt64(1);
        }

        // Rows tell how many there are on all pages; behind the last page there is none.
        return ids.Count == 0 && query.Offset > 0
            ? new FoundCrates([], (await FindAsync(query with { Page = 1, PerPage = 1 }, cancellationToken)).Total)
            : new FoundCrates(ids, total);
    }

    /// <summary>Crates whose names look most like one that was not found.</summary>
    public async Task<IReadOnlyList<string>> NearAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var canonical = CrateName.Canonicalize(name);
        return await db.Database.SqlQuery<string>(
            $"""
            SELECT crate.name AS "Value" FROM crates AS crate JOIN crate_listings AS listing ON listing.crate_id = crate.id
            WHERE similarity(crate.canonical_name, {canonical}) >= {LeastLikeness}
            ORDER BY similarity(crate.canonical_name, {canonical}) DESC, crate.name LIMIT {MostNear}
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Never by anything that came with the request.</summary>
    private static string OrderOf(SearchSort sort) => sort switch
    {
        SearchSort.Relevance => "is_it DESC, begins DESC, has_it DESC, rank DESC, recent_downloads DESC, canonical_name",
        SearchSort.Downloads => "downloads DESC, canonical_name",
        SearchSort.RecentDownloads => "recent_downloads DESC, canonical_name",
        SearchSort.RecentUpdates => "updated_at DESC, canonical_name",
        SearchSort.New => "created_at DESC, canonical_name",
        _ => "canonical_name",
    };
}
