using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Migrations;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

public sealed class MigrationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Several_nodes_may_bring_an_empty_database_up_to_date_at_once()
    {
        for (var round = 0; round < 5; round++)
        {
            var connectionString = await postgres.CreateDatabaseAsync();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MigrateAsync(connectionString))));

            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand("SELECT count(*) FROM versions");
            Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task The_migrations_make_what_the_model_says()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistry(source);
        await using var db = new RegistryDbContext(options.Options);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await RegistryMigrator.MigrateAsync(source, TestContext.Current.CancellationToken);
    }
}
