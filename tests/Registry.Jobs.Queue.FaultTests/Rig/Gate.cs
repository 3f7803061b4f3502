using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>Something that handlers, or commits, wait for until the test lets them. It is a lock in the database, so it works across processes.</summary>
internal sealed class Gate : IAsyncDisposable
{
    public const int Lock = 1;

    /// <summary>Makes the commit of whoever deletes a job wait.</summary>
    public const string AtCommit = """
        CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER at_commit AFTER DELETE ON background_jobs
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_for_test()
        """;

    public const string WhoWaits = """
        SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 1 AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    public const string SomebodyWaits = $"SELECT EXISTS ({WhoWaits})";

    private readonly NpgsqlConnection _connection;

    private Gate(NpgsqlConnection connection) => _connection = connection;

    public static async Task<Gate> CloseAsync(NpgsqlDataSource database)
    {
        var gate = new Gate(await database.OpenConnectionAsync(TestContext.Current.CancellationToken));
        await gate.CloseAsync();
        return gate;
    }

    public Task CloseAsync() => ExecuteAsync($"SELECT pg_advisory_lock({Lock})");

    public Task OpenAsync() => ExecuteAsync($"SELECT pg_advisory_unlock({Lock})");

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
