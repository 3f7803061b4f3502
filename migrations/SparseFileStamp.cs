namespace Registry.Migrations;

/// <summary>
/// Gives each write of a file of the sparse index a number that grows, by which those who hold files in memory find what is new. A trigger, so
/// that processes of another version, and people who write the table by hand, are seen too.
/// </summary>
internal static class SparseFileStamp
{
    public const string Create = """
        CREATE FUNCTION stamp_sparse_file() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.revision := pg_current_xact_id()::text::bigint;
            RETURN NEW;
        END
        $$;
        CREATE TRIGGER sparse_files_revision BEFORE INSERT OR UPDATE ON sparse_files
            FOR EACH ROW EXECUTE FUNCTION stamp_sparse_file();
        """;

    public const string Drop = "DROP TRIGGER sparse_files_revision ON sparse_files; DROP FUNCTION stamp_sparse_file();";
}
