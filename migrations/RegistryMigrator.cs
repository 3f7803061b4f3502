using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;

namespace Registry.Migrations;

/// <summary>Brings a database to the newest schema.</summary>
public static class RegistryMigrator
{
    /// <summary>
    /// Applies what is missing. Two processes may do this at once: the second waits for the first, since EF holds a lock meanwhile.
    /// </summary>
    public static async Task MigrateAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var context = Open(dataSource);
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Whether the database has all that this version needs; one that a newer version has migrated does.</summary>
    public static async Task<bool> IsMigratedAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var context = Open(dataSource);
        return !(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
    }

    private static RegistryDbContext Open(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistry(dataSource);
        return new RegistryDbContext(options.Options);
    }
}
