-- Whoever waits for a job that is gone is told why.
CREATE INDEX background_job_actions_discarded ON background_job_actions (key, id) WHERE action = 'discard';
