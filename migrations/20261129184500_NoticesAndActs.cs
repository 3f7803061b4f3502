using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Jobs.Queue;

#nullable disable

namespace Registry.Migrations
{
    /// <inheritdoc />
    public partial class NoticesAndActs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "notice",
                table: "index_changes",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "index_changes_in_trouble",
                table: "index_changes",
                column: "id",
                filter: "notice IN ('Late', 'Stopped')");

            migrationBuilder.AddColumn<bool>(
                name: "change_notices",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            // What was stopped long ago is no news.
            migrationBuilder.Sql(
                """
                UPDATE index_changes c SET notice = 'Stopped'
                WHERE verified_finished_at IS NULL AND sparse_finished_at IS NULL AND NOT EXISTS (
                    SELECT FROM background_jobs j WHERE j.key = 'crate:' || c.crate_id AND j.kind = 'update_sparse_index');
                """);

            migrationBuilder.Sql(JobSchema.Version2);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // What was stopped or put back meanwhile stays on record.
            migrationBuilder.Sql("""
                ALTER TABLE background_jobs DROP COLUMN failed_at, DROP COLUMN failing_since;
                DROP INDEX background_job_actions_ended;
                ALTER TABLE background_job_actions DROP COLUMN ordering_key, DROP COLUMN priority;
                ALTER TABLE background_job_actions DROP CONSTRAINT background_job_actions_action_check;
                ALTER TABLE background_job_actions ADD CONSTRAINT background_job_actions_action_check
                    CHECK (action IN ('retry', 'postpone', 'discard', 'pause', 'resume')) NOT VALID;
                """);

            migrationBuilder.DropColumn(
                name: "change_notices",
                table: "users");

            migrationBuilder.DropIndex(
                name: "index_changes_in_trouble",
                table: "index_changes");

            migrationBuilder.DropColumn(
                name: "notice",
                table: "index_changes");
        }
    }
}
