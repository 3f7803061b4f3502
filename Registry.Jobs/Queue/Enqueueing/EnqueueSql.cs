namespace Registry.Jobs.Queue.Enqueueing;

/// <summary>
/// How jobs are put into the table. Parameters: queue, kind, key, arguments, priority, traceparent; then time, delay, ordering key and the
/// prefix of workers' sessions where they are needed.
/// </summary>
internal static class EnqueueSql
{
    public const string Insert = """
        INSERT INTO background_jobs (queue, kind, key, arguments, priority, trace_parent) VALUES ($1, $2, $3, $4::jsonb, $5, $6)
        """;

    public const string InsertMany = """
        INSERT INTO background_jobs (queue, kind, key, arguments, priority, trace_parent)
        SELECT $1, $2, j.key, j.arguments::jsonb, $5, $6 FROM unnest($3::text[], $4::text[]) AS j (key, arguments)
        """;

    /// <summary>
    /// Taken before a job of an ordering key is added or ends, until the transaction is over. So the ids of a key are in the order of the
    /// commits, and whoever ends a job sees the one that is next.
    /// </summary>
    public const string LockOrder = $"SELECT pg_advisory_xact_lock({OrderLockClass}, hashtext($1))";

    /// <summary>A job with a time, a delay or an ordering key.</summary>
    public const string InsertWaiting = $"""
        INSERT INTO background_jobs (queue, kind, key, arguments, priority, trace_parent, ordering_key, run_at, state)
        SELECT $1, $2, $3, $4::jsonb, $5, $6, $9, {RunAt}, {State}
        """;

    /// <summary>
    /// A twin that nobody runs stands for the new job too, and its lock is kept until the caller's transaction ends, so that it cannot run
    /// before what the caller wrote can be seen. A twin that is running is locked, hence skipped: it may have read the old state. A handler's
    /// own job is no twin either, for it is about to be deleted: its row was locked by the transaction itself, as nothing else is in a
    /// worker's session ($10), where handlers work in a subtransaction.
    /// </summary>
    public const string InsertOrCoalesce = $"""
        WITH twin AS (
            SELECT id FROM background_jobs
            WHERE kind = $2 AND key = $3 AND state <> 'dead'
              AND (xmax IS DISTINCT FROM pg_current_xact_id_if_assigned()::xid OR current_setting('application_name') NOT LIKE $10 || '%')
            ORDER BY id
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        ), moved_up AS (
            UPDATE background_jobs j SET
                failures = 0,
                run_at = LEAST(run_at, {RunAt}),
                priority = GREATEST(priority, $5),
                state = CASE WHEN state = 'scheduled' AND {RunAt} <= now() THEN 'ready' ELSE state END
            WHERE id IN (SELECT id FROM twin) AND (run_at > {RunAt} OR priority < $5 OR failures > 0)
        )
        INSERT INTO background_jobs (queue, kind, key, arguments, priority, trace_parent, ordering_key, run_at, state)
        SELECT $1, $2, $3, $4::jsonb, $5, $6, $9, {RunAt}, {State} WHERE NOT EXISTS (SELECT FROM twin)
        """;

    private const string OrderLockClass = "1785684584";

    private const string RunAt = "COALESCE($7, now() + $8, now())";

    private const string State = $"""
        CASE
            WHEN EXISTS (SELECT FROM background_jobs WHERE ordering_key = $9 AND state <> 'dead') THEN 'blocked'
            WHEN {RunAt} > now() THEN 'scheduled'
            ELSE 'ready'
        END
        """;
}
