namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>What operators have to look at: an index that is behind since a while, checks of a day, incidents, upkeep, people, and what they did.</summary>
internal static class SampleOperations
{
    public const string Sql = """
        UPDATE background_jobs SET created_at = created_at - interval '40 minutes' WHERE last_error IS NOT NULL;
        INSERT INTO monitor_runs (kind, node, started_at, finished_at, outcome, results)
        SELECT 'checks', 'harbour-1', now() - n * interval '25 minutes' - interval '20 seconds', now(), 'healthy',
            jsonb_agg(jsonb_build_object('check', name, 'limit', 'l',
                'state', CASE WHEN name = 'old_jobs' AND n % 20 = 0 THEN 'unhealthy' WHEN name = 'disk_space' AND n % 20 = 9 THEN 'unknown' ELSE 'healthy' END,
                'findings', CASE WHEN name = 'old_jobs' AND n % 20 = 0
                    THEN '[{"sentence": "2 jobs in the queue git are unfinished for more than 15 min. The oldest, update_git_index 4127 (crate:1), for 2 h."}]' ELSE '[]' END::jsonb))
        FROM generate_series(0, 50) AS n, unnest(ARRAY['old_jobs', 'failing_jobs', 'dead_jobs', 'blocked_key', 'no_worker', 'paused_queue', 'open_transaction',
            'disk_space', 'index_disagreement', 'stored_files']) AS name GROUP BY n;
        INSERT INTO incidents (key, "check", sentence, opened_by, opened_at, last_seen_at, cleared_at)
        SELECT 'old_jobs/git', 'old_jobs', n + 1 || ' jobs in the queue git are unfinished for more than 15 min. The oldest, update_git_index 4127 (crate:1), for 2 h.',
               'harbour-1', now() - n * interval '5 hours', now(), CASE WHEN n > 1 THEN now() - n * interval '4 hours' END
        FROM generate_series(1, 3) AS n;
        INSERT INTO pages (incident_id, channel, action, created_at, delivered_at, attempts, last_error)
        SELECT id, channel, 'trigger', opened_at, opened_at + interval '2 seconds', 2,
               CASE channel WHEN 'pagerduty' THEN 'the receiver answered 503 Service Unavailable' END
        FROM incidents, unnest(ARRAY['webhook', 'pagerduty']) AS channel;
        INSERT INTO monitor_runs (kind, node, started_at, finished_at, outcome, error, results) VALUES
        ('verify', 'harbour-1', now() - interval '1 hour', now() - interval '59 minutes', 'unhealthy', NULL,
         '{"requestedBy":"grace","seesGit":false,"seesFiles":true,"crates":1204,"files":100,"underWay":2,"differences":2,"sentences":["the sparse index shows something else of tide-tables","the git index has no file of moor-line"]}'),
        ('repair', 'harbour-1', now() - interval '1 minute', NULL, NULL, NULL,
         '{"requestedBy":"grace","seesGit":true,"seesFiles":true,"total":1284,"seen":400,"crates":400,"files":0,"differences":1,"sentences":["the sparse index shows something else of tide-tables"],"jobs":1}'),
        ('pack', 'harbour-1', now() - interval '1 day', now() - interval '1 day' + interval '3 seconds', 'healthy', NULL,
         '{"requestedBy":null,"before":"612 loose objects, 3 packs, 4.1 MiB","after":"0 loose objects, 1 packs, 2.0 MiB"}'),
        ('squash', 'harbour-1', now() - interval '9 days', now() - interval '9 days', 'failed', 'the remote refused the push: protected branch', NULL);
        INSERT INTO background_jobs (queue, kind, key, arguments, state, attempts, failures, run_at, last_error)
        VALUES ('git', 'squash_git_index', 'git-index', '{"requestedBy":"grace"}', 'scheduled', 1, 1, now() + interval '1 hour', 'the remote refused the push: protected branch');
        INSERT INTO users (login, role, created_at, security_stamp, email_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, disabled_at, lockout_end)
        SELECT 'author-' || lpad(n::text, 3, '0'), 'Author', now() - n * interval '3 days', n, false, n % 3 = 0, true, 0,
               CASE n % 7 WHEN 0 THEN now() - interval '1 day' END, CASE n % 11 WHEN 0 THEN now() + interval '10 minutes' END
        FROM generate_series(1, 60) AS n;
        UPDATE users SET disabled_at = now() - interval '3 days' WHERE login = 'marin';
        INSERT INTO audit_log (at, actor, source, action, crate, version, token_name, details)
        SELECT now() - n * interval '7 minutes', CASE n % 3 WHEN 0 THEN 'root@harbour-1' ELSE 'ferris' END, CASE n % 3 WHEN 0 THEN 'cli' ELSE 'http' END,
               CASE n % 3 WHEN 0 THEN 'set_role' ELSE 'publish' END, CASE n % 3 WHEN 0 THEN NULL ELSE 'tide-tables-of-the-northern-harbours' END,
               CASE n % 3 WHEN 0 THEN NULL ELSE '0.4.' || n END, CASE n % 3 WHEN 0 THEN NULL ELSE 'build-server' END,
               CASE n % 3 WHEN 0 THEN '{"user": "grace", "role": "Operator"}' ELSE '{"checksum": "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"}' END::jsonb
        FROM generate_series(1, 70) AS n;
        """;
}
