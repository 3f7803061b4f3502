using System.Globalization;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>Gives a registry that was filled a minute ago a past.</summary>
internal static class SamplePast
{
    /// <summary>Publishes lie weeks apart, and the figures of each day differ a little, in the same way each time.</summary>
    public static string Sql => $"""
        UPDATE index_changes AS c SET
          received_at = received_at - age, stored_at = stored_at - age, requested_at = requested_at - age,
          sparse_started_at = sparse_started_at - age, sparse_finished_at = sparse_finished_at - age,
          git_started_at = git_started_at - age, git_finished_at = git_finished_at - age,
          verified_started_at = verified_started_at - age, verified_finished_at = verified_finished_at - age
        FROM (SELECT id, {Age} AS age FROM versions) AS v WHERE v.id = c.version_id;
        UPDATE versions SET created_at = created_at - {Age}, published_at = published_at - {Age};
        UPDATE crates AS c SET created_at = (SELECT min(v.created_at) FROM versions AS v WHERE v.crate_id = c.id);
        UPDATE users SET created_at = created_at - interval '200 days';
        INSERT INTO version_downloads (version_id, date, downloads)
        SELECT v.id, current_date - n, (d.daily * (0.55 + 0.3 * sin(n / 3.5 + v.id) + 0.15 * sin(n * 2.4)) / (1 + 3 * (newest.id - v.id)))::bigint
        FROM versions AS v
        JOIN crates AS c ON c.id = v.crate_id
        JOIN (VALUES {Figures}) AS d (name, daily) ON d.name = c.name
        JOIN (SELECT crate_id, max(id) AS id FROM versions GROUP BY crate_id) AS newest ON newest.crate_id = v.crate_id
        CROSS JOIN generate_series(0, 89) AS n
        WHERE v.created_at < now() - n * interval '1 day'
        ON CONFLICT DO NOTHING;
        INSERT INTO version_download_totals (version_id, downloads) SELECT version_id, sum(downloads) FROM version_downloads GROUP BY version_id
        ON CONFLICT (version_id) DO UPDATE SET downloads = excluded.downloads;
        INSERT INTO crate_downloads (crate_id, downloads, recent_downloads)
        SELECT v.crate_id, sum(d.downloads), sum(d.downloads) FROM version_downloads AS d JOIN versions AS v ON v.id = d.version_id GROUP BY v.crate_id
        ON CONFLICT (crate_id) DO UPDATE SET downloads = excluded.downloads, recent_downloads = excluded.recent_downloads;
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, finished_at, worker, outcome)
        SELECT 10000 - n, 'sparse', 'update_sparse_index', 'crate:1', 1, now() - n * n * interval '7 seconds' - interval '40 milliseconds',
               now() - n * n * interval '7 seconds', 'harbour-1/sparse', 'done'
        FROM generate_series(1, 110) AS n;
        """;

    /// <summary>The newest version is of yesterday, and the first is the oldest.</summary>
    private const string Age = "(((SELECT max(id) FROM versions) - id) * interval '61 hours' + interval '26 hours')";

    private static string Figures =>
        string.Join(", ", SampleCrates.All.Select(crate => string.Create(CultureInfo.InvariantCulture, $"('{crate.Name}', {crate.Daily})")));
}
