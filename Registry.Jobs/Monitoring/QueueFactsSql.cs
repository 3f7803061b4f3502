namespace Registry.Jobs.Monitoring;

/// <summary>What the monitor asks of the queue's tables. Nothing here locks or writes.</summary>
internal static class QueueFactsSql
{
    /// <summary>A job is running when the transaction that locked its row last is still open in a worker's session.</summary>
    private const string Jobs = """
        background_jobs j
        LEFT JOIN pg_stat_activity a ON a.backend_xid = j.xmax AND a.application_name LIKE 'worker %'
        """;

    /// <summary>A job that was put off on purpose is not late before its time; one that failed and waits for its next try is.</summary>
    private const string IsPutOff = "(j.state = 'scheduled' AND j.attempts = 0 AND j.run_at > clock_timestamp())";

    private const string IsPaused = "EXISTS (SELECT FROM background_job_pauses p WHERE p.queue = j.queue)";

    /// <summary>Dead jobs and paused queues wait for a person, and are told of by checks of their own.</summary>
    public const string OldJobs = $"""
        SELECT DISTINCT ON (j.queue)
               j.queue, count(*) OVER (PARTITION BY j.queue), j.id, j.kind, j.key, clock_timestamp() - j.created_at, j.attempts, j.last_error,
               substr(a.application_name, 8), clock_timestamp() - a.xact_start
        FROM {Jobs}
        WHERE j.state <> 'dead' AND NOT {IsPutOff} AND j.created_at < clock_timestamp() - $1 AND (a.pid IS NOT NULL OR NOT {IsPaused})
        ORDER BY j.queue, j.created_at, j.id
        """;

    /// <summary>Without a worker nobody makes a job ready whose time has come.</summary>
    public const string Queues = $"""
        WITH jobs AS (
            SELECT j.queue,
                   count(*) FILTER (WHERE a.pid IS NULL AND j.run_at <= clock_timestamp() AND j.state IN ('ready', 'scheduled')) AS due,
                   count(*) FILTER (WHERE a.pid IS NULL AND j.state <> 'dead') AS waiting,
                   clock_timestamp() - min(GREATEST(j.created_at, j.run_at))
                       FILTER (WHERE a.pid IS NULL AND j.run_at <= clock_timestamp() AND j.state IN ('ready', 'scheduled')) AS due_for
            FROM {Jobs}
            GROUP BY j.queue
        ), workers AS (
            SELECT substring(application_name FROM '/([^/]*)$') AS queue, count(*)::int AS workers
            FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'worker %'
            GROUP BY 1
        )
        SELECT queue, COALESCE(due, 0), COALESCE(waiting, 0), due_for, COALESCE(workers, 0), clock_timestamp() - paused_at, paused_by, reason
        FROM jobs FULL JOIN workers USING (queue) FULL JOIN background_job_pauses USING (queue)
        WHERE queue IS NOT NULL
        ORDER BY queue
        """;

    public const string Failing = """
        SELECT DISTINCT ON (kind)
               kind, count(*) OVER (PARTITION BY kind), attempts, last_error
        FROM background_jobs
        WHERE kind = ANY ($1) AND attempts >= $2 AND state <> 'dead'
        ORDER BY kind, attempts DESC, id
        """;

    /// <summary>Ordering keys whose first job fails, with others behind it for longer than a limit; one row for each queue.</summary>
    public const string BlockedKeys = $"""
        SELECT DISTINCT ON (j.queue)
               j.queue, count(*) OVER (PARTITION BY j.queue), j.ordering_key, behind.waiting, behind.waited, j.kind, j.id, j.attempts, j.last_error
        FROM (
            SELECT ordering_key, count(*) AS waiting, clock_timestamp() - min(created_at) AS waited
            FROM background_jobs WHERE state = 'blocked'
            GROUP BY ordering_key
            HAVING min(created_at) < clock_timestamp() - $1
        ) AS behind
        CROSS JOIN LATERAL (
            SELECT * FROM background_jobs first
            WHERE first.ordering_key = behind.ordering_key AND first.state <> 'dead'
            ORDER BY first.id LIMIT 1
        ) AS j
        WHERE j.attempts > 0 AND NOT {IsPaused}
        ORDER BY j.queue, behind.waited DESC
        """;

    /// <summary>A job that a person has stopped within a time ($1), and that has not been tried since, is known to somebody.</summary>
    public const string Dead = """
        SELECT DISTINCT ON (kind)
               kind, count(*) OVER (PARTITION BY kind), attempts, last_error
        FROM background_jobs j
        WHERE state = 'dead' AND NOT EXISTS (
            SELECT FROM background_job_actions stop
            WHERE stop.job_id = j.id AND stop.action = 'stop' AND stop.at > clock_timestamp() - $1 AND (j.failed_at IS NULL OR stop.at >= j.failed_at))
        ORDER BY kind, id DESC
        """;

    /// <summary>Those of the keys about which something is there that will be tried.</summary>
    public const string UnfinishedKeys = "SELECT DISTINCT key FROM background_jobs WHERE key = ANY ($1) AND queue = ANY ($2) AND state <> 'dead'";
}
