using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Jobs.Queue;

#nullable disable

namespace Registry.Migrations
{
    /// <inheritdoc />
    public partial class JobActs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(JobSchema.Version3);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // What was stopped or put back meanwhile stays on record.
            migrationBuilder.Sql("""
                ALTER TABLE background_jobs DROP COLUMN failed_at, DROP COLUMN failing_since;
                DROP INDEX background_job_actions_ended;
                CREATE INDEX background_job_actions_discarded ON background_job_actions (key, id) WHERE action = 'discard';
                ALTER TABLE background_job_actions DROP COLUMN ordering_key, DROP COLUMN priority;
                ALTER TABLE background_job_actions DROP CONSTRAINT background_job_actions_action_check;
                ALTER TABLE background_job_actions ADD CONSTRAINT background_job_actions_action_check
                    CHECK (action IN ('retry', 'postpone', 'discard', 'pause', 'resume')) NOT VALID;
                """);
        }
    }
}
