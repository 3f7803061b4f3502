using Microsoft.EntityFrameworkCore.Migrations;
using Registry.Jobs.Queue;

#nullable disable

namespace Registry.Migrations
{
    /// <inheritdoc />
    public partial class AuthorNotices : Migration
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
            migrationBuilder.Sql("DROP INDEX background_job_actions_discarded;");

            migrationBuilder.DropIndex(
                name: "index_changes_in_trouble",
                table: "index_changes");

            migrationBuilder.DropColumn(
                name: "notice",
                table: "index_changes");
        }
    }
}
