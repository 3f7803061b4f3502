using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Registry.Migrations;

/// <inheritdoc />
public partial class SparseFileRevision : Migration
{
    /// <summary>A trigger, so that processes of the old version, and people who write the table by hand, are seen too.</summary>
    private const string Stamp = """
        CREATE FUNCTION stamp_sparse_file() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.revision := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END
        $$;
        CREATE TRIGGER sparse_files_revision BEFORE INSERT OR UPDATE ON sparse_files
            FOR EACH ROW EXECUTE FUNCTION stamp_sparse_file();
        """;

    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<long>(
            name: "revision",
            table: "sparse_files",
            type: "bigint",
            nullable: false,
            defaultValue: 0L);

        migrationBuilder.CreateIndex(
            name: "ix_sparse_files_revision",
            table: "sparse_files",
            column: "revision");

        migrationBuilder.Sql(Stamp);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TRIGGER sparse_files_revision ON sparse_files; DROP FUNCTION stamp_sparse_file();");

        migrationBuilder.DropIndex(
            name: "ix_sparse_files_revision",
            table: "sparse_files");

        migrationBuilder.DropColumn(
            name: "revision",
            table: "sparse_files");
    }
}
