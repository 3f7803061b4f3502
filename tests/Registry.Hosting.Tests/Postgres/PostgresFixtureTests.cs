using Registry.Testing;

[assembly: Xunit.AssemblyFixture(typeof(PostgresFixture))]

namespace Registry.Hosting.Tests.Postgres;

public sealed class PostgresFixtureTests(PostgresFixture fixture) : EmbeddedPostgresTest
{
    [Fact]
    public async Task Each_database_is_its_own_and_may_be_a_copy()
    {
        var template = await fixture.CreateDatabaseAsync();
        await ExecuteAsync(template, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('copied')");

        var copy = await fixture.CreateDatabaseAsync(DatabaseOf(template));
        var empty = await fixture.CreateDatabaseAsync();

        Assert.Equal("copied", await QueryAsync<string>(copy, "SELECT word FROM kept"));
        Assert.Equal(0, await QueryAsync<long>(empty, "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'"));
    }

    private static string DatabaseOf(string connectionString) => new Npgsql.NpgsqlConnectionStringBuilder(connectionString).Database!;
}
