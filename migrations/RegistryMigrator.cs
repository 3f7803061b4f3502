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
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistry(dataSource);
        await using var context = new RegistryDbContext(options.Options);
        await context.Database.MigrateAsync(cancellationToken);
    }
}
