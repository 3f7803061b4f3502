using Registry.Jobs.Queue.Inspecting;

namespace Registry.Jobs.Queue.Administering;

/// <summary>
/// What people do. Parameters of those about jobs: the prefix of workers' sessions, who, why, from 4 on a filter, and as 17 to how many jobs it
/// may be done at most. They answer to how many it would be done, to how many it was, and in which queues.
/// </summary>
internal static class AdministerSql
{
    /// <summary>In one order for all, as workers do.</summary>
    public const string LockOrders = $"""
        SELECT pg_advisory_xact_lock(1785684584, hashtext(o.key)), $2::text IS NULL, $3::text IS NULL
        FROM (SELECT DISTINCT j.ordering_key COLLATE "C" AS key {InspectSql.From}
              WHERE j.ordering_key IS NOT NULL AND {InspectSql.Matches} ORDER BY key) AS o
        """;

    public const string Retry = $"""
        {ChooseBegin} AND state IN ('scheduled', 'dead') {ChooseEnd},
        touched AS (
            UPDATE background_jobs j SET
                failures = 0,
                losses = 0,
                run_at = now(),
                last_error = CASE WHEN attempts > 0 THEN last_error END,
                failed_at = CASE WHEN attempts > 0 THEN failed_at END,
                failing_since = CASE WHEN attempts > 0 THEN failing_since END,
                state = CASE
                    WHEN j.ordering_key IS NOT NULL AND EXISTS (
                        SELECT FROM background_jobs o
                        WHERE o.ordering_key = j.ordering_key AND o.id <> j.id
                          AND ((o.state <> 'dead' AND (j.state = 'dead' OR o.id < j.id)) OR (o.id < j.id AND o.id IN (SELECT id FROM mine))))
                    THEN 'blocked' ELSE 'ready'
                END
            WHERE id IN (SELECT id FROM mine)
            RETURNING id, queue, kind, key
        ),
        recorded AS (
            INSERT INTO background_job_actions (actor, action, queue, job_id, kind, key, reason)
            SELECT $2, 'retry', queue, id, kind, key, $3 FROM touched
        )
        {Answer}
        """;

    /// <summary>Jobs that are dead or blocked are left alone: neither has a time.</summary>
    public const string Postpone = $"""
        {ChooseBegin} AND state IN ('ready', 'scheduled') {ChooseEnd},
        touched AS (
            UPDATE background_jobs SET run_at = $18, state = 'scheduled' WHERE id IN (SELECT id FROM mine) RETURNING id, queue, kind, key
        ),
        recorded AS (
            INSERT INTO background_job_actions (actor, action, queue, job_id, kind, key, reason)
            SELECT $2, 'postpone', queue, id, kind, key, $3 FROM touched
        )
        {Answer}
        """;

    /// <summary>One that has not failed has no error yet, and who looks at it is told what stopped it.</summary>
    public const string Stop = $"""
        {ChooseBegin} AND state <> 'dead' {ChooseEnd},
        touched AS (
            UPDATE background_jobs SET
                state = 'dead',
                last_error = COALESCE(last_error, 'Stopped by ' || $2 || ': ' || $3),
                failed_at = CASE WHEN last_error IS NULL THEN now() ELSE failed_at END,
                failing_since = CASE WHEN last_error IS NULL THEN now() ELSE failing_since END
            WHERE id IN (SELECT id FROM mine)
            RETURNING id, queue, kind, key
        ),
        recorded AS (
            INSERT INTO background_job_actions (actor, action, queue, job_id, kind, key, reason)
            SELECT $2, 'stop', queue, id, kind, key, $3 FROM touched
        )
        {Answer}
        """;

    public const string Discard = $"""
        {ChooseBegin} {ChooseEnd},
        touched AS (
            DELETE FROM background_jobs WHERE id IN (SELECT id FROM mine)
            RETURNING id, queue, kind, key, arguments, ordering_key, priority
        ),
        recorded AS (
            INSERT INTO background_job_actions (actor, action, queue, job_id, kind, key, arguments, ordering_key, priority, reason)
            SELECT $2, 'discard', queue, id, kind, key, arguments, ordering_key, priority, $3 FROM touched
        )
        {Answer}
        """;

    /// <summary>
    /// Lets go whoever is first of an ordering key and still blocked. It is right at any time: jobs of a key appear in the order of their ids.
    /// </summary>
    public const string UnblockAll = """
        UPDATE background_jobs j SET state = CASE WHEN run_at > now() THEN 'scheduled' ELSE 'ready' END
        WHERE state = 'blocked' AND NOT EXISTS (
            SELECT FROM background_jobs o WHERE o.ordering_key = j.ordering_key AND o.state <> 'dead' AND o.id < j.id
        ) AND NOT EXISTS (
            SELECT FROM background_jobs o WHERE o.ordering_key = j.ordering_key AND o.state IN ('ready', 'scheduled') AND o.id <> j.id)
        """;

    public const string Pause = """
        WITH paused AS (
            INSERT INTO background_job_pauses (queue, paused_by, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING queue
        )
        INSERT INTO background_job_actions (actor, action, queue, reason) SELECT $2, 'pause', queue, $3 FROM paused
        """;

    public const string Resume = """
        WITH resumed AS (DELETE FROM background_job_pauses WHERE queue = $1 RETURNING queue, reason)
        INSERT INTO background_job_actions (actor, action, queue, reason) SELECT $2, 'resume', queue, reason FROM resumed
        """;

    /// <summary>What stands between this and <see cref="ChooseEnd"/> says of which of the matching jobs it is possible.</summary>
    private const string ChooseBegin = $"""
        WITH chosen AS (
            SELECT j.id {InspectSql.From} WHERE {InspectSql.Matches}
        ),
        possible AS (
            SELECT id FROM background_jobs WHERE id IN (SELECT id FROM chosen)
        """;

    private const string ChooseEnd = """
        ORDER BY id FOR UPDATE SKIP LOCKED
        ),
        mine AS (
            SELECT id FROM possible WHERE $17::int IS NULL OR (SELECT count(*) FROM possible) <= $17
        )
        """;

    private const string Answer = """
        SELECT (SELECT count(*) FROM possible), (SELECT count(*)::int FROM touched), ARRAY(SELECT DISTINCT queue FROM touched)
        """;
}
