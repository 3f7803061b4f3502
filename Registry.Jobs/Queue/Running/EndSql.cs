using Registry.Jobs.Queue.Inspecting;

namespace Registry.Jobs.Queue.Running;

/// <summary>How attempts end.</summary>
internal static class EndSql
{
    /// <summary>What the handler does is a subtransaction, so that it can be undone without letting go of the claim.</summary>
    public const string SavepointName = "before_handler";

    public const string ReleaseSavepoint = $"RELEASE SAVEPOINT {SavepointName}";

    public const string RollbackToSavepoint = $"ROLLBACK TO SAVEPOINT {SavepointName}";

    public const string Commit = "COMMIT";

    public const string CommitAndBegin = "COMMIT AND CHAIN";

    /// <summary>What is prepared stays so, and is planned again.</summary>
    public const string DiscardPlans = "DISCARD PLANS";

    /// <summary>Parameters: id.</summary>
    public const string DeleteOne = "DELETE FROM background_jobs WHERE id = $1";

    /// <summary>Parameters: id, start, worker.</summary>
    public const string DeleteAndRecordOne = """
        WITH gone AS (DELETE FROM background_jobs WHERE id = $1 RETURNING id, queue, kind, key, attempts)
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome)
        SELECT id, queue, kind, key, LEAST(attempts, 2147483646) + 1, $2, $3, 'done' FROM gone
        """;

    /// <summary>Parameters: ids.</summary>
    public const string Delete = "DELETE FROM background_jobs WHERE id = ANY ($1)";

    /// <summary>Parameters: ids, start, worker.</summary>
    public const string DeleteAndRecord = """
        WITH gone AS (DELETE FROM background_jobs WHERE id = ANY ($1) RETURNING id, queue, kind, key, attempts)
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome)
        SELECT id, queue, kind, key, LEAST(attempts, 2147483646) + 1, $2, $3, 'done' FROM gone
        """;

    /// <summary>
    /// Puts one job back with a delay, or for good, and records the attempt, if it still is at the attempt that failed and nobody runs it.
    /// Parameters: id, attempts so far, start, worker, error, stack, delay, whether it is given up, outcome.
    /// </summary>
    public const string Fail = $"""
        WITH job AS (
            SELECT id FROM background_jobs WHERE id = $1 AND attempts = $2 FOR UPDATE SKIP LOCKED
        ), put_back AS (
            UPDATE background_jobs SET
                attempts = LEAST(attempts, 2147483646) + 1,
                failures = LEAST(failures, 2147483646) + 1,
                run_at = clock_timestamp() + $7,
                state = CASE WHEN $8 THEN 'dead' WHEN $7 > interval '0' THEN 'scheduled' ELSE 'ready' END,
                last_error = $5,
                failed_at = clock_timestamp(),
                failing_since = COALESCE(CASE WHEN {FoldedLast} = {InspectSql.FoldBegin}$5{InspectSql.FoldEnd} THEN failing_since END, clock_timestamp())
            WHERE id IN (SELECT id FROM job)
            RETURNING id, queue, kind, key, attempts
        )
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome, error, stack)
        SELECT id, queue, kind, key, attempts, $3, $4, $9, $5, $6 FROM put_back
        """;

    /// <summary>
    /// As <see cref="Fail"/>, for a job whose handler asked for another time. That is no failure and changes no count. Parameters: id, attempts
    /// so far, start, worker, reason, delay.
    /// </summary>
    public const string Postpone = """
        WITH put_back AS (
            UPDATE background_jobs SET
                run_at = clock_timestamp() + $6,
                state = CASE WHEN $6 > interval '0' THEN 'scheduled' ELSE 'ready' END
            WHERE id = $1 AND attempts = $2
            RETURNING id, queue, kind, key, attempts
        )
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome, error)
        SELECT id, queue, kind, key, LEAST(attempts, 2147483646) + 1, $3, $4, 'postponed', $5 FROM put_back
        """;

    /// <summary>
    /// Counts that whoever held a job went away. Once that is nothing to hold against the job: any process may be killed, and somebody who
    /// added the same job and then thought better of it looks the same. From the second time on it is an attempt that failed. Parameters: id,
    /// delay, error.
    /// </summary>
    public const string CountLoss = $"""
        WITH put_back AS (
            UPDATE background_jobs SET
                attempts = CASE WHEN losses > 0 THEN LEAST(attempts, 2147483646) + 1 ELSE attempts END,
                losses = LEAST(losses, 2147483646) + 1,
                run_at = CASE WHEN losses > 0 THEN clock_timestamp() + $2 ELSE run_at END,
                state = CASE WHEN losses > 0 AND $2 > interval '0' THEN 'scheduled' ELSE 'ready' END,
                last_error = CASE WHEN losses > 0 THEN $3 ELSE last_error END,
                failed_at = CASE WHEN losses > 0 THEN clock_timestamp() ELSE failed_at END,
                failing_since = CASE WHEN losses > 0 AND last_error IS DISTINCT FROM $3 THEN clock_timestamp() ELSE failing_since END
            WHERE id = $1
            RETURNING id, queue, kind, key, attempts, losses
        )
        INSERT INTO background_job_attempts (job_id, queue, kind, key, attempt, started_at, worker, outcome, error)
        SELECT id, queue, kind, key, attempts, now(), '', 'lost', $3 FROM put_back WHERE losses > 1
        """;

    /// <summary>
    /// The claim was given up in good order. Without this the rows would look as if their worker had died: a new version of a row has been
    /// locked by nobody yet.
    /// </summary>
    public const string ClearTrace = """
        UPDATE background_jobs SET state = state
        WHERE id IN (SELECT id FROM background_jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>
    /// Lets the next job of an ordering key go, once the one before is done or given up, under the lock of the key. Parameters: ordering key.
    /// </summary>
    public const string Unblock = """
        UPDATE background_jobs SET state = CASE WHEN run_at > now() THEN 'scheduled' ELSE 'ready' END
        WHERE state = 'blocked' AND id = (
            SELECT id FROM background_jobs WHERE ordering_key = $1 AND state <> 'dead' ORDER BY id LIMIT 1)
          AND NOT EXISTS (SELECT FROM background_jobs WHERE ordering_key = $1 AND state IN ('ready', 'scheduled'))
        """;

    private const string FoldedLast = $"{InspectSql.FoldBegin}last_error{InspectSql.FoldEnd}";
}
