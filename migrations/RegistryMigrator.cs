using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Registry.Data;

namespace Registry.Migrations;

/// <summary>Brings a database to the newest schema.</summary>
public static class RegistryMigrator
{
    /// <summary>Any number that nobody else in this database locks.</summary>
    private const long LockKey = 0x7265676973747279;

    /// <summary>Applies what is missing. Two processes may do this at once: the second waits for the first.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var context = Open(dataSource);
        var creator = context.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken))
            await creator.CreateAsync(cancellationToken);

        // EF's own lock ends with the first migration's transaction, and then two processes would apply the second.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_lock($1)", cancellationToken);
        try
        {
            await context.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock($1)", CancellationToken.None);
        }
    }

    /// <summary>Whether the database has all that this version needs; one that a newer version has migrated does.</summary>
    public static async Task<bool> IsMigratedAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var context = Open(dataSource);
        return !(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = LockKey });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static RegistryDbContext Open(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistry(dataSource);
        return new RegistryDbContext(options.Options);
    }
}
