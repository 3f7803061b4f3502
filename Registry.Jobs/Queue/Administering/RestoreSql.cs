namespace Registry.Jobs.Queue.Administering;

/// <summary>How discarded jobs are put back. $1 is always which.</summary>
internal static class RestoreSql
{
    public const string LockOrders = """
        SELECT pg_advisory_xact_lock(1785684584, hashtext(o.key))
        FROM (SELECT DISTINCT ordering_key COLLATE "C" AS key FROM background_job_actions
              WHERE job_id = ANY ($1) AND action = 'discard' AND ordering_key IS NOT NULL ORDER BY key) AS o
        """;

    /// <summary>Of two who put the same job back at the same moment, the second sees what the first did.</summary>
    public const string LockDiscards = """
        SELECT FROM background_job_actions WHERE job_id = ANY ($1) AND action = 'discard' ORDER BY id FOR UPDATE
        """;

    /// <summary>
    /// Each discarded job that was not put back since comes back as it was: with its id, so that its attempts and its place are its own again,
    /// and in the order of its key like a dead job that is retried. Of kinds that coalesce ($2), one that waits stands for it. Parameters: who
    /// ($3) and why ($4).
    /// </summary>
    public const string Restore = """
        WITH latest AS (
            SELECT DISTINCT ON (job_id) job_id AS id, action, queue, kind, key, arguments, ordering_key, COALESCE(priority, 0::smallint) AS priority
            FROM background_job_actions
            WHERE job_id = ANY ($1) AND action IN ('discard', 'restore')
            ORDER BY job_id, background_job_actions.id DESC
        ), gone AS (
            SELECT *,
                   row_number() OVER (PARTITION BY kind, key ORDER BY id) AS of_key,
                   row_number() OVER (PARTITION BY ordering_key ORDER BY id) AS of_order,
                   key IS NOT NULL AND kind = ANY ($2) AS coalesces
            FROM latest
            WHERE action = 'discard' AND arguments IS NOT NULL AND id NOT IN (SELECT id FROM background_jobs WHERE id = ANY ($1))
        ), twins AS (
            SELECT id, kind, key FROM background_jobs
            WHERE (kind, key) IN (SELECT kind, key FROM gone WHERE coalesces) AND state <> 'dead'
            ORDER BY id
            FOR UPDATE SKIP LOCKED
        ), moved_up AS (
            UPDATE background_jobs SET
                failures = 0,
                run_at = LEAST(run_at, now()),
                state = CASE WHEN state = 'scheduled' THEN 'ready' ELSE state END
            WHERE id IN (SELECT id FROM twins) AND (run_at > now() OR failures > 0)
        ), put_back AS (
            INSERT INTO background_jobs (id, queue, kind, key, ordering_key, arguments, priority, attempts, state)
            OVERRIDING SYSTEM VALUE
            SELECT id, queue, kind, key, ordering_key, arguments, priority,
                   COALESCE((SELECT max(attempt) FROM background_job_attempts a WHERE a.job_id = gone.id AND outcome <> 'postponed'), 0),
                   CASE
                       WHEN ordering_key IS NOT NULL AND (of_order > 1 OR EXISTS (
                           SELECT FROM background_jobs o WHERE o.ordering_key = gone.ordering_key AND o.state <> 'dead'))
                       THEN 'blocked' ELSE 'ready'
                   END
            FROM gone
            WHERE NOT coalesces OR (of_key = 1 AND NOT EXISTS (SELECT FROM twins WHERE twins.kind = gone.kind AND twins.key = gone.key))
        ), recorded AS (
            INSERT INTO background_job_actions (actor, action, queue, job_id, kind, key, reason)
            SELECT $3, 'restore', queue, id, kind, key, $4 FROM gone ORDER BY id
        )
        SELECT count(*), count(*)::int, COALESCE(array_agg(DISTINCT queue), '{}') FROM gone
        """;
}
