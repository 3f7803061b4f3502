namespace Registry.Jobs.Queue.Running;

/// <summary>
/// How workers take jobs. Each statement answers the columns that <see cref="JobRow.Read"/> reads. Parameters: queue, kinds, then what the
/// single ones need. What takes one job says so in its text: of a limit that is a parameter the planner thinks that it may be a tenth of the
/// table, holds the plan for any value to be too dear, and plans each claim anew, which costs more than the claim.
/// </summary>
internal static class ClaimSql
{
    /// <summary>
    /// Looks from the start of the queue. The cost grows with the rows that have been done but not yet been cleaned up, so it is not asked
    /// every time.
    /// </summary>
    public const string FromStart = $"""
        SELECT {Columns}
        FROM background_jobs
        WHERE queue = $1 AND state = 'ready' AND kind = ANY ($2) AND {NotPaused}
        ORDER BY priority DESC, place
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """;

    /// <summary>Looks among jobs of one priority ($3) from the place where they were found last ($4).</summary>
    public const string FromMark = $"""
        SELECT {Columns}
        FROM background_jobs
        WHERE queue = $1 AND state = 'ready' AND kind = ANY ($2) AND priority = $3 AND place >= $4 AND {NotPaused}
        ORDER BY place
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """;

    /// <summary>As <see cref="FromMark"/>, for each of several priorities, the highest first.</summary>
    public const string FromMarks = $"""
        SELECT job.*
        FROM unnest($3::smallint[], $4::bigint[]) AS mark (priority, place)
        CROSS JOIN LATERAL (
            SELECT {Columns}
            FROM background_jobs
            WHERE queue = $1 AND state = 'ready' AND kind = ANY ($2) AND priority = mark.priority AND place >= mark.place AND {NotPaused}
            ORDER BY place
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        ) AS job
        LIMIT 1
        """;

    /// <summary>
    /// As <see cref="FromStart"/>, in at most $3 transactions of the whole cluster at a time: each holds a lock with a number. No lock is
    /// tried when nothing is ready, so that nobody is turned away by someone who finds nothing.
    /// </summary>
    public const string WithinLimit = $"""
        SELECT {Columns}
        FROM background_jobs
        WHERE (SELECT CASE WHEN EXISTS (SELECT FROM background_jobs WHERE queue = $1 AND state = 'ready' AND {NotPaused}) THEN EXISTS (
                   SELECT FROM generate_series(1, $3) AS slot (number) WHERE pg_try_advisory_xact_lock(hashtext('jobs of ' || $1), slot.number))
               END)
          AND queue = $1 AND state = 'ready' AND kind = ANY ($2)
        ORDER BY priority DESC, place
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """;

    /// <summary>
    /// Company for the job at the head: up to so many ($3), it and others of its kind that have failed no more often ($4), so that those who
    /// spoil their batches end up alone.
    /// </summary>
    public const string Company = $"""
        SELECT {Columns}
        FROM background_jobs
        WHERE queue = $1 AND state = 'ready' AND kind = ANY ($2) AND attempts <= $4 AND losses = 0
        ORDER BY priority DESC, place
        LIMIT $3
        FOR UPDATE SKIP LOCKED
        """;

    /// <summary>
    /// Which of some transactions ($1) were rolled back. A worker that dies leaves a trace that costs nothing: the row was locked last by such
    /// a transaction. Transactions too old for the server to remember left no trace. Ids of transactions are 32 bits of a longer count.
    /// </summary>
    public const string RolledBack = """
        SELECT locker.id
        FROM (SELECT id, next, (next - id) & 4294967295 AS age
              FROM unnest($1::bigint[]) AS id, (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next) AS counter) AS locker
        WHERE CASE WHEN age BETWEEN 1 AND 2147483647 AND next > age + 3 THEN pg_xact_status((next - age)::text::xid8) = 'aborted' END
        """;

    private const string NotPaused = "NOT EXISTS (SELECT FROM background_job_pauses WHERE background_job_pauses.queue = $1)";

    private const string Columns = $"""
        id, kind, key, arguments::text AS arguments, attempts, failures, losses, ordering_key, priority, place, trace_parent,
        GREATEST(created_at, run_at) AS ready_at, now() AS started_at, xmax AS locked_by
        """;
}
