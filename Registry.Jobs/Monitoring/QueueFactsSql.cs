namespace Registry.Jobs.Monitoring;

/// <summary>What the monitor asks of the queue's tables. Nothing here locks or writes.</summary>
internal static class QueueFactsSql
{
    /// <summary>A job is running when the transaction that locked its row last is still open in a worker's session.</summary>
    private const string Jobs = """
        background_jobs j
        LEFT JOIN pg_stat_activity a ON a.backend_xid = j.xmax AND a.application_name LIKE 'worker %'
        """;

    /// <summary>Since when a job could have been done. One that was put off on purpose is not late before its time; a retry is.</summary>
    private const string Since = "CASE WHEN j.attempts = 0 THEN GREATEST(j.created_at, j.run_at) ELSE j.created_at END";

    public const string OldJobs = $"""
        SELECT DISTINCT ON (j.queue)
               j.queue, count(*) OVER (PARTITION BY j.queue), j.id, j.kind, j.key, clock_timestamp() - {Since}, j.attempts, j.last_error,
               substr(a.application_name, 8), clock_timestamp() - a.xact_start
        FROM {Jobs}
        WHERE {Since} < clock_timestamp() - $1
        ORDER BY j.queue, {Since}, j.id
        """;

    public const string Queues = $"""
        WITH jobs AS (
            SELECT j.queue, count(*) AS ready, clock_timestamp() - min(GREATEST(j.created_at, j.run_at)) AS ready_for,
                   clock_timestamp() - min(GREATEST(j.created_at, j.run_at)) FILTER (WHERE j.attempts = 0) AS untried_for
            FROM {Jobs}
            WHERE j.run_at <= clock_timestamp() AND a.pid IS NULL
            GROUP BY j.queue
        ), workers AS (
            SELECT substring(application_name FROM '/([^/]*)$') AS queue, count(*)::int AS workers
            FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'worker %'
            GROUP BY 1
        )
        SELECT queue, COALESCE(ready, 0), ready_for, untried_for, COALESCE(workers, 0), false
        FROM jobs FULL JOIN workers USING (queue)
        WHERE queue IS NOT NULL
        """;

    public const string Failing = """
        SELECT DISTINCT ON (kind)
               kind, count(*) OVER (PARTITION BY kind), attempts, last_error
        FROM background_jobs
        WHERE kind = ANY ($1) AND attempts >= $2
        ORDER BY kind, attempts DESC, id
        """;

    /// <summary>Whether anything unfinished is about one of the keys.</summary>
    public const string UnfinishedKeys = "SELECT DISTINCT key FROM background_jobs WHERE key = ANY ($1)";
}
