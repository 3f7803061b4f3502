-- Jobs can be stopped by hand, and what was discarded can be put back as it was.
ALTER TABLE background_job_actions DROP CONSTRAINT background_job_actions_action_check;
ALTER TABLE background_job_actions ADD CONSTRAINT background_job_actions_action_check
    CHECK (action IN ('retry', 'postpone', 'stop', 'discard', 'restore', 'pause', 'resume'));
ALTER TABLE background_job_actions ADD COLUMN ordering_key text, ADD COLUMN priority smallint;

-- Whoever waits for a job that was stopped or is gone is told why.
CREATE INDEX background_job_actions_ended ON background_job_actions (key, id) WHERE action IN ('discard', 'stop');

-- When the last attempt failed, and since when attempts have failed of the same: what is told of the failures of a hundred thousand jobs is
-- not to be looked up among the attempts of each.
ALTER TABLE background_jobs ADD COLUMN failed_at timestamptz, ADD COLUMN failing_since timestamptz;
