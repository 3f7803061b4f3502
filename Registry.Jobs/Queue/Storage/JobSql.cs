namespace Registry.Jobs.Queue.Storage;

/// <summary>Every statement the queue sends.</summary>
internal static class JobSql
{
    /// <summary>The channel on which processes tell one another that jobs are ready or have moved on.</summary>
    public const string Channel = "background_jobs";

    /// <summary>First half of the advisory lock keys of exclusive queues; the second is the hash of the queue's name.</summary>
    public const int ExclusiveLockClass = 0x6a6f6273;

    /// <summary>What the handler does is a subtransaction, so that it can be undone without letting go of the claim.</summary>
    public const string Savepoint = "before_handler";

    public const string ReleaseSavepoint = "RELEASE SAVEPOINT " + Savepoint;

    public const string Insert = """
        INSERT INTO background_jobs (queue, kind, key, arguments, priority)
        VALUES ($1, $2, $3, $4::jsonb, $5)
        """;

    /// <summary>
    /// A twin that nobody runs stands for the new job too, and its lock is kept until the caller's transaction ends, so that it cannot run
    /// before what the caller wrote can be seen. A twin that is running is locked, hence skipped: it may have read the old state. A handler's
    /// own job is no twin either, for it is about to be deleted: its row was locked by the transaction itself, as nothing else is in a
    /// worker's session ($6), where handlers work in a subtransaction.
    /// </summary>
    public const string InsertOrCoalesce = """
        WITH twin AS (
            SELECT id FROM background_jobs
            WHERE kind = $2 AND key = $3
              AND (xmax IS DISTINCT FROM pg_current_xact_id_if_assigned()::xid OR current_setting('application_name') NOT LIKE $6 || '%')
            ORDER BY id
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        ), moved_up AS (
            UPDATE background_jobs SET run_at = LEAST(run_at, now()), priority = GREATEST(priority, $5)
            WHERE id IN (SELECT id FROM twin) AND (run_at > now() OR priority < $5)
        )
        INSERT INTO background_jobs (queue, kind, key, arguments, priority)
        SELECT $1, $2, $3, $4::jsonb, $5 WHERE NOT EXISTS (SELECT FROM twin)
        """;

    public const string Claim = """
        SELECT id, kind, key, arguments::text, attempts, now()
        FROM background_jobs
        WHERE queue = $1 AND kind = ANY ($2) AND run_at <= now()
        ORDER BY priority DESC, id
        LIMIT $3
        FOR UPDATE SKIP LOCKED
        """;

    /// <summary>As <see cref="Claim"/>, in at most one transaction of the whole cluster at a time.</summary>
    public const string ClaimExclusively = """
        SELECT id, kind, key, arguments::text, attempts, now()
        FROM background_jobs
        WHERE (SELECT pg_try_advisory_xact_lock($4, hashtext($1)))
          AND queue = $1 AND kind = ANY ($2) AND run_at <= now()
        ORDER BY priority DESC, id
        LIMIT $3
        FOR UPDATE SKIP LOCKED
        """;

    public const string Delete = "DELETE FROM background_jobs WHERE id = ANY ($1)";

    public const string RecordDone = """
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome)
        SELECT id, queue, kind, key, LEAST(attempts, 2147483646) + 1, $2, $3, 'done' FROM background_jobs WHERE id = ANY ($1)
        """;

    /// <summary>Puts one job back with a delay and records the attempt, if it still is at the attempt that failed and nobody runs it.</summary>
    public const string RecordFailed = """
        WITH job AS (
            SELECT id FROM background_jobs WHERE id = $1 AND attempts = $2 FOR UPDATE SKIP LOCKED
        ), put_back AS (
            UPDATE background_jobs SET attempts = LEAST(attempts, 2147483646) + 1, run_at = clock_timestamp() + $3, last_error = $4
            WHERE id IN (SELECT id FROM job)
            RETURNING id, queue, kind, key, attempts
        )
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome, error)
        SELECT id, queue, kind, key, attempts, $5, $6, 'failed', $4 FROM put_back
        """;

    public const string Notify = "SELECT pg_notify('" + Channel + "', payload) FROM unnest($1) AS payload";

    /// <summary>
    /// The unfinished jobs of one key. A job is running when the transaction that locked its row last is still open in a worker's session;
    /// $2 is the prefix of the workers' <c>application_name</c>. Those ahead are counted in two ranges of an index, so that the length of the
    /// queue behind a job does not matter.
    /// </summary>
    public const string JobsOfKey = """
        SELECT j.id, j.kind, j.attempts, j.run_at, j.created_at, j.last_error, a.application_name, a.xact_start,
               CASE WHEN a.pid IS NULL THEN (
                   SELECT count(*) FROM (
                       (SELECT o.id FROM background_jobs o
                        WHERE o.queue = j.queue AND o.priority > j.priority AND o.run_at <= GREATEST(j.run_at, now())
                        ORDER BY o.priority DESC, o.id LIMIT 1000)
                       UNION ALL
                       (SELECT o.id FROM background_jobs o
                        WHERE o.queue = j.queue AND o.priority = j.priority AND o.id < j.id AND o.run_at <= GREATEST(j.run_at, now())
                        ORDER BY o.id LIMIT 1000)
                       LIMIT 1000) ahead)
               END,
               j.run_at > now()
        FROM background_jobs j
        LEFT JOIN pg_stat_activity a ON a.backend_xid = j.xmax AND a.application_name LIKE $2 || '%'
        WHERE j.key = $1
        ORDER BY j.id
        """;

    public const string AttemptsOfKey = """
        SELECT kind, attempt, started_at, finished_at, worker, outcome, error
        FROM background_job_attempts
        WHERE kind = ANY ($1) AND key = $2 AND finished_at >= $3
        ORDER BY id DESC
        LIMIT $4
        """;

    public const string FailedJobs = """
        SELECT kind || ' ' || coalesce(key, '') || ': ' || coalesce(last_error, ''), count(*) OVER ()
        FROM background_jobs
        WHERE attempts > 0
        ORDER BY id
        LIMIT 20
        """;

    public const string MakeAllDue = "UPDATE background_jobs SET run_at = now() WHERE run_at > now()";
}
