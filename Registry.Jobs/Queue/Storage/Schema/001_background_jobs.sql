-- Unfinished jobs only: done means deleted. The state says whether a job may be run, never whether it is: a job is running exactly while a
-- transaction holds its row.
--   ready      may be run; the only rows that workers look at, however many there are of the others
--   scheduled  waits for its time, on purpose or after a failure
--   blocked    waits until an earlier job of the same ordering key is done
--   dead       has failed as often as its kind allows, or was stopped by its handler; waits for a person
CREATE TABLE background_jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The id once more. Workers look jobs up by it, and then only one index can give them their order: with the id itself the planner
    -- may take the primary key, and read all jobs of all queues.
    place bigint NOT NULL GENERATED ALWAYS AS (id) STORED,
    queue text NOT NULL,
    kind text NOT NULL,
    key text,
    ordering_key text,
    arguments jsonb NOT NULL,
    priority smallint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'scheduled', 'blocked', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    -- Failures since the backoff was last reset.
    failures integer NOT NULL DEFAULT 0,
    -- Attempts whose worker went away.
    losses integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_error text,
    -- The W3C traceparent of whoever added it.
    trace_parent text
) WITH (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 1000, autovacuum_vacuum_cost_delay = 0, vacuum_truncate = false
);

CREATE INDEX background_jobs_ready ON background_jobs (queue, priority DESC, place) WHERE state = 'ready';
CREATE INDEX background_jobs_scheduled ON background_jobs (run_at) WHERE state = 'scheduled';
CREATE INDEX background_jobs_order ON background_jobs (ordering_key, id) WHERE ordering_key IS NOT NULL AND state <> 'dead';
CREATE INDEX background_jobs_key ON background_jobs (key, kind);

-- One row per finished attempt: what happened, for people. Nothing decides by it.
CREATE TABLE background_job_attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id bigint NOT NULL,
    queue text NOT NULL,
    kind text NOT NULL,
    key text,
    attempt integer NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'failed', 'lost', 'postponed', 'stopped')),
    error text,
    stack text
);

CREATE INDEX background_job_attempts_key ON background_job_attempts (kind, key, id);
CREATE INDEX background_job_attempts_job ON background_job_attempts (job_id, id);
CREATE INDEX background_job_attempts_finished ON background_job_attempts (finished_at);

-- Queues that somebody has paused. A queue that has no row runs.
CREATE TABLE background_job_pauses (
    queue text PRIMARY KEY,
    paused_at timestamptz NOT NULL DEFAULT now(),
    paused_by text NOT NULL,
    reason text NOT NULL
);

-- What people did to jobs and queues.
CREATE TABLE background_job_actions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    action text NOT NULL CHECK (action IN ('retry', 'postpone', 'discard', 'pause', 'resume')),
    queue text NOT NULL,
    job_id bigint,
    kind text,
    key text,
    arguments jsonb,
    reason text
);

CREATE INDEX background_job_actions_job ON background_job_actions (job_id) WHERE job_id IS NOT NULL;
