-- Unfinished jobs only: done means deleted. There is no state column. A job is running exactly while a transaction holds its row.
CREATE TABLE background_jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    queue text NOT NULL,
    kind text NOT NULL,
    key text,
    arguments jsonb NOT NULL,
    priority smallint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_error text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE INDEX background_jobs_fetch ON background_jobs (queue, priority DESC, id);
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
    outcome text NOT NULL CHECK (outcome IN ('done', 'failed')),
    error text
);

CREATE INDEX background_job_attempts_key ON background_job_attempts (kind, key, id);
CREATE INDEX background_job_attempts_finished ON background_job_attempts (finished_at);
