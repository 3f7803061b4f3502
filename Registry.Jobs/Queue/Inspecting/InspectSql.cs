using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Inspecting;

/// <summary>
/// How jobs are looked at. A job is running when the transaction that locked its row last is still open in a worker's session; $1 is always the
/// prefix of the workers' <c>application_name</c>.
/// </summary>
internal static class InspectSql
{
    /// <summary>Columns that <see cref="JobInspector"/> reads as a job.</summary>
    public const string Jobs = """
        SELECT j.id, j.kind, j.queue, j.key, j.ordering_key, j.arguments::text, j.priority,
               CASE WHEN a.pid IS NULL THEN j.state ELSE 'running' END,
               j.attempts, j.losses, j.run_at, j.created_at, j.last_error, a.application_name, a.xact_start
        """;

    /// <summary>
    /// Those ahead are counted in two ranges of an index, so that the length of the queue behind a job does not matter.
    /// </summary>
    public const string OfKey = $"""
        {Jobs},
               CASE WHEN a.pid IS NULL AND j.state <> 'dead' THEN (
                   SELECT count(*) FROM (
                       (SELECT FROM background_jobs o
                        WHERE o.queue = j.queue AND o.state = 'ready' AND o.priority > j.priority
                        ORDER BY o.priority DESC, o.place LIMIT 1000)
                       UNION ALL
                       (SELECT FROM background_jobs o
                        WHERE o.queue = j.queue AND o.state = 'ready' AND o.priority = j.priority AND o.place < j.place
                        ORDER BY o.place LIMIT 1000)
                       LIMIT 1000) ahead)
               END
        {From}
        WHERE j.key = $2
        ORDER BY j.id
        """;

    /// <summary>Newest first, after a row that was seen ($2, null for the first page), so many ($3).</summary>
    public const string Page = $"""
        {Jobs}
        {From}
        WHERE ($2 IS NULL OR j.id < $2) AND {Matches}
        ORDER BY j.id DESC
        LIMIT $3
        """;

    public const string Count = $"""
        SELECT count(*) {From} WHERE {Matches}
        """;

    public const string From = """
        FROM background_jobs j
        LEFT JOIN pg_stat_activity a ON a.backend_xid = j.xmax AND a.application_name LIKE $1 || '%'
        """;

    /// <summary>Parameters 4 to 16 are those of a <see cref="JobFilter"/>.</summary>
    public const string Matches = $"""
        ($4::bigint[] IS NULL OR j.id = ANY ($4))
        AND ($5::text IS NULL OR j.queue = $5)
        AND ($6::text IS NULL OR j.kind = $6)
        AND ($7::text IS NULL OR j.key = $7)
        AND ($8::text IS NULL OR CASE WHEN a.pid IS NULL THEN j.state ELSE 'running' END = $8)
        AND ($9::text IS NULL OR strpos(lower(j.last_error), lower($9)) > 0)
        AND ($10::int IS NULL OR j.attempts >= $10)
        AND ($11::timestamptz IS NULL OR j.created_at < $11)
        AND ($12::int IS NULL OR j.attempts <= $12)
        AND ($13::text IS NULL OR {Folded} = $13)
        AND ($14::timestamptz IS NULL OR j.created_at > $14)
        AND ($15::text IS NULL OR a.application_name = $1 || $15 OR starts_with(a.application_name, $1 || $15 || '/'))
        AND ($16::bigint IS NULL OR j.id <= $16)
        """;

    /// <summary>
    /// The first line of the error, without what differs from job to job: paths, ids, digests, numbers. So that a thousand failures that are one
    /// are seen as one. Groups that capture would cost half as much again.
    /// </summary>
    public const string Folded = $"{FoldBegin}j.last_error{FoldEnd}";

    /// <summary>What stands between this and <see cref="FoldEnd"/> is folded.</summary>
    public const string FoldBegin = "left(regexp_replace(regexp_replace(regexp_replace(regexp_replace(split_part(";

    public const string FoldEnd = """
        , E'\n', 1), '[[:alnum:]_.~+@%-]*(?:/[[:alnum:]_.~+@%-]+){2,}/?', '#', 'g'),
            '\m(?=[a-z_]*[0-9])[0-9a-z_]{8,}\M', '#', 'gi'), '[0-9]+', '#', 'g'), '#(?:[.:-]#)+', '#', 'g'), 300)
        """;

    /// <summary>The most frequent first, so many ($3).</summary>
    public const string ErrorGroups = $"""
        SELECT {Folded} AS folded, count(*), count(*) FILTER (WHERE j.state = 'dead'), array_agg(DISTINCT j.kind),
               min(COALESCE(j.failing_since, j.created_at)), max(COALESCE(j.failed_at, j.created_at)), max(j.attempts), (array_agg(j.last_error ORDER BY j.id DESC))[1], (array_agg(j.id ORDER BY j.id DESC))[1]
        {From}
        WHERE j.last_error IS NOT NULL AND {Matches}
        GROUP BY folded
        ORDER BY count(*) DESC, folded
        LIMIT $3
        """;

    /// <summary>Finished attempts since $2, in spans of $1.</summary>
    public const string Spans = """
        SELECT date_bin($1, finished_at, $2), count(*) FILTER (WHERE outcome = 'done'), count(*) FILTER (WHERE outcome IN ('failed', 'lost', 'stopped'))
        FROM background_job_attempts
        WHERE finished_at >= $2
        GROUP BY 1
        ORDER BY 1
        """;

    /// <summary>The jobs on either side of one ($2) among those that match.</summary>
    public const string Neighbours = $"""
        SELECT (SELECT j.id {From} WHERE j.id > $2 AND {Matches} ORDER BY j.id LIMIT 1),
               (SELECT j.id {From} WHERE j.id < $2 AND {Matches} ORDER BY j.id DESC LIMIT 1)
        """;

    /// <summary>Only unfinished jobs are counted; history is not read.</summary>
    public const string Counts = $"{Counted} {ByKindAndState}";

    /// <summary>As <see cref="Counts"/>, with the jobs that they are.</summary>
    public const string CountsWithIds = $"{Counted}, array_agg(j.id ORDER BY j.id) {ByKindAndState}";

    public const string Queues = $"""
        WITH jobs AS (
            SELECT j.queue, j.state, j.created_at, j.run_at, j.attempts, a.pid IS NOT NULL AS running {From}
        ), counts AS (
            SELECT queue,
                   count(*) FILTER (WHERE state = 'ready' AND NOT running) AS ready,
                   count(*) FILTER (WHERE running) AS running,
                   count(*) FILTER (WHERE state = 'scheduled' AND NOT running) AS scheduled,
                   count(*) FILTER (WHERE state = 'blocked') AS blocked,
                   count(*) FILTER (WHERE state = 'dead') AS dead,
                   min(GREATEST(created_at, run_at)) FILTER (WHERE state = 'ready' AND NOT running) AS oldest_ready_at,
                   min(created_at) FILTER (WHERE state <> 'dead' AND NOT (state = 'scheduled' AND attempts = 0)) AS oldest_unfinished_at
            FROM jobs GROUP BY queue
        ), workers AS (
            SELECT substring(application_name FROM '/([^/]*)$') AS queue, count(*) AS workers
            FROM pg_stat_activity
            WHERE application_name LIKE $1 || '%' AND datname = current_database()
            GROUP BY 1
        )
        SELECT queue, COALESCE(ready, 0), COALESCE(running, 0), COALESCE(scheduled, 0), COALESCE(blocked, 0), COALESCE(dead, 0),
               oldest_ready_at, oldest_unfinished_at, COALESCE(workers, 0)::int, paused_at, paused_by, reason
        FROM counts
        FULL JOIN workers USING (queue)
        FULL JOIN background_job_pauses USING (queue)
        ORDER BY queue
        """;

    public const string Workers = """
        SELECT application_name, backend_start, CASE WHEN backend_xid IS NOT NULL THEN xact_start END, host(client_addr)
        FROM pg_stat_activity
        WHERE application_name LIKE $1 || '%' AND datname = current_database()
        ORDER BY application_name, backend_start
        """;

    public const string AttemptsOfKey = """
        SELECT job_id, kind, attempt, started_at, finished_at, worker, outcome, error, stack, key
        FROM background_job_attempts
        WHERE kind = ANY ($1) AND key = $2 AND finished_at >= $3
        ORDER BY id DESC
        LIMIT $4
        """;

    public const string AttemptsOfJob = """
        SELECT job_id, kind, attempt, started_at, finished_at, worker, outcome, error, stack, key
        FROM background_job_attempts
        WHERE job_id = $1
        ORDER BY id DESC
        LIMIT $2
        """;

    /// <summary>Newest first, after one that was seen ($1, null for the first page).</summary>
    public const string Actions = """
        SELECT id, at, actor, action, queue, job_id, kind, key, arguments::text, reason
        FROM background_job_actions
        WHERE $1::bigint IS NULL OR job_id = $1
        ORDER BY id DESC
        LIMIT $2
        """;

    public const string EndsOfKey = """
        SELECT id, at, actor, action, queue, job_id, kind, key, arguments::text, reason
        FROM background_job_actions
        WHERE action IN ('discard', 'stop') AND kind = ANY ($1) AND key = $2 AND at >= $3
        ORDER BY id DESC
        LIMIT $4
        """;

    /// <summary>
    /// What ended well, the last first, after a job that was seen ($1, null for the first page): so many ($2), of these ($3), of a queue ($4),
    /// a kind ($5), a key ($6) and a worker ($7).
    /// </summary>
    public const string Done = """
        SELECT job_id, kind, queue, key, attempt, started_at, finished_at, worker
        FROM background_job_attempts
        WHERE outcome = 'done'
          AND ($1::bigint IS NULL OR id < (SELECT max(id) FROM background_job_attempts WHERE job_id = $1 AND outcome = 'done'))
          AND ($3::bigint[] IS NULL OR job_id = ANY ($3))
          AND ($4::text IS NULL OR queue = $4)
          AND ($5::text IS NULL OR kind = $5)
          AND ($6::text IS NULL OR key = $6)
          AND ($7::text IS NULL OR worker = $7 OR starts_with(worker, $7 || '/'))
        ORDER BY id DESC
        LIMIT $2
        """;

    private const string Counted = """
        SELECT j.queue, j.kind, CASE WHEN a.pid IS NULL THEN j.state ELSE 'running' END AS now_state, count(*),
               min(CASE WHEN j.state = 'ready' AND a.pid IS NULL THEN GREATEST(j.created_at, j.run_at) ELSE j.created_at END),
               count(*) FILTER (WHERE j.attempts > 0)
        """;

    private const string ByKindAndState = $"""
        {From}
        WHERE {Matches}
        GROUP BY j.queue, j.kind, now_state
        ORDER BY j.queue, j.kind, now_state
        """;

    /// <summary>The parameters of <see cref="Matches"/>, after those that are there.</summary>
    public static void AddFilter(NpgsqlParameterCollection parameters, JobFilter filter)
    {
        parameters.Add(Nullable(filter.Ids?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint));
        parameters.Add(Nullable(filter.Queue, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.Kind, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.Key, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.State is { } state ? NameOf(state) : null, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.Error, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.MinAttempts, NpgsqlDbType.Integer));
        parameters.Add(Nullable(filter.CreatedBefore?.ToUniversalTime(), NpgsqlDbType.TimestampTz));
        parameters.Add(Nullable(filter.MaxAttempts, NpgsqlDbType.Integer));
        parameters.Add(Nullable(filter.FoldedError, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.CreatedAfter?.ToUniversalTime(), NpgsqlDbType.TimestampTz));
        parameters.Add(Nullable(filter.Worker, NpgsqlDbType.Text));
        parameters.Add(Nullable(filter.MaxId, NpgsqlDbType.Bigint));
    }

    public static NpgsqlParameter Prefix() => new() { Value = JobConnections.WorkerPrefix };

    public static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();
}
