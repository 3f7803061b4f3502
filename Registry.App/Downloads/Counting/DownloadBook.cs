using Npgsql;

namespace Registry.App.Downloads.Counting;

/// <summary>Downloads that are handed over together.</summary>
/// <param name="Id">By which a second time is told from the first.</param>
/// <param name="Counts">How many.</param>
internal sealed record CountedDownloads(Guid Id, IReadOnlyDictionary<DownloadedOn, long> Counts);

/// <summary>Adds downloads to those in the database.</summary>
internal sealed class DownloadBook(NpgsqlDataSource database)
{
    /// <summary>
    /// Whole or not at all, and once: the id of a batch that is known adds nothing. Versions that are gone are left out. Rows are taken in order,
    /// so that several processes do not wait for one another in a circle.
    /// </summary>
    private const string Add = """
        WITH batch AS (
            INSERT INTO download_batches (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id
        ), counted AS (
            SELECT version.id AS version_id, version.crate_id, given.date, given.downloads
            FROM batch
            CROSS JOIN unnest($2::bigint[], $3::date[], $4::bigint[]) AS given (version_id, date, downloads)
            JOIN versions AS version ON version.id = given.version_id
        ), days AS (
            INSERT INTO version_downloads AS known (version_id, date, downloads)
            SELECT version_id, date, downloads FROM counted ORDER BY version_id, date
            ON CONFLICT (version_id, date) DO UPDATE SET downloads = known.downloads + excluded.downloads
        ), totals AS (
            INSERT INTO version_download_totals AS known (version_id, downloads)
            SELECT version_id, sum(downloads) FROM counted GROUP BY version_id ORDER BY version_id
            ON CONFLICT (version_id) DO UPDATE SET downloads = known.downloads + excluded.downloads
        )
        INSERT INTO crate_downloads AS known (crate_id, downloads, recent_downloads)
        SELECT crate_id, sum(downloads), sum(downloads) FROM counted GROUP BY crate_id ORDER BY crate_id
        ON CONFLICT (crate_id) DO UPDATE SET
            downloads = known.downloads + excluded.downloads, recent_downloads = known.recent_downloads + excluded.recent_downloads
        """;

    /// <summary>Adds them, unless that was done before.</summary>
    public async Task AddAsync(CountedDownloads counted, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Add);
        command.Parameters.Add(new() { Value = counted.Id });
        command.Parameters.Add(new() { Value = counted.Counts.Keys.Select(key => key.VersionId).ToArray() });
        command.Parameters.Add(new() { Value = counted.Counts.Keys.Select(key => key.Date).ToArray() });
        command.Parameters.Add(new() { Value = counted.Counts.Values.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
