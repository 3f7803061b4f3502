namespace Registry.EndToEnd.Tests.Running;

/// <summary>What a registry has to show that has been run for a while.</summary>
internal static class KeeperSamples
{
    /// <summary>More crates than a page has, checks of a day, incidents with their pages, and each kind of upkeep with something to say.</summary>
    public const string Sql = """
        INSERT INTO crates (name, created_at) SELECT 'moor-line-' || n, now() FROM generate_series(1, 60) AS n;
        INSERT INTO monitor_runs (kind, node, started_at, finished_at, outcome, results)
        SELECT 'checks', 'harbour-1', now() - n * interval '25 minutes', now(), 'healthy', jsonb_build_array(
            jsonb_build_object('check', 'old_jobs', 'limit', 'l', 'state', CASE WHEN n % 20 = 3 THEN 'unhealthy' ELSE 'healthy' END, 'findings', '[]'::jsonb),
            jsonb_build_object('check', 'disk_space', 'limit', 'l', 'state', CASE WHEN n % 20 = 9 THEN 'unknown' ELSE 'healthy' END, 'findings', '[]'::jsonb))
        FROM generate_series(1, 50) AS n;
        INSERT INTO incidents (key, "check", sentence, opened_by, opened_at, last_seen_at, cleared_at)
        SELECT 'old_jobs/git', 'old_jobs', n || ' jobs in the queue git are unfinished for more than 15 min. The oldest, update_git_index 4127 (crate:1), for 2 h.',
               'harbour-1', now() - n * interval '5 hours', now(), CASE WHEN n > 1 THEN now() - n * interval '4 hours' END
        FROM generate_series(1, 3) AS n;
        INSERT INTO pages (incident_id, channel, action, created_at, delivered_at, attempts, last_error)
        SELECT id, channel, 'trigger', opened_at, CASE channel WHEN 'webhook' THEN opened_at + interval '2 seconds' END, 2,
               CASE channel WHEN 'pagerduty' THEN 'the receiver answered 503 Service Unavailable' END
        FROM incidents, unnest(ARRAY['webhook', 'pagerduty']) AS channel;
        INSERT INTO monitor_runs (kind, node, started_at, finished_at, outcome, error, results) VALUES
        ('verify', 'harbour-1', now() - interval '1 hour', now() - interval '59 minutes', 'unhealthy', NULL,
         '{"requestedBy":"grace","seesGit":false,"seesFiles":true,"crates":1204,"files":100,"underWay":2,"differences":2,"sentences":["the sparse index shows something else of tide-tables","the git index has no file of moor-line"]}'),
        ('repair', 'harbour-1', now() - interval '1 minute', NULL, NULL, NULL,
         '{"requestedBy":"grace","seesGit":true,"seesFiles":true,"crates":400,"files":0,"differences":1,"sentences":["the sparse index shows something else of tide-tables"],"jobs":1}'),
        ('pack', 'harbour-1', now() - interval '1 day', now() - interval '1 day' + interval '3 seconds', 'healthy', NULL,
         '{"requestedBy":null,"before":"612 loose objects, 3 packs, 4.1 MiB","after":"0 loose objects, 1 packs, 2.0 MiB"}'),
        ('squash', 'harbour-1', now() - interval '9 days', now() - interval '9 days', 'failed', 'the remote refused the push: protected branch', NULL);
        INSERT INTO background_jobs (queue, kind, key, arguments, state, attempts, failures, run_at, last_error)
        VALUES ('git', 'squash_git_index', 'git-index', '{"requestedBy":"grace"}', 'scheduled', 1, 1, now() + interval '1 hour', 'the remote refused the push: protected branch')
        """;
}
