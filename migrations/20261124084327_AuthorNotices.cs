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
