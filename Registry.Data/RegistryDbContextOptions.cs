using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Registry.Data;

/// <summary>The one place that says how the context talks to PostgreSQL.</summary>
public static class RegistryDbContextOptions
{
    /// <summary>The assembly that holds the migrations.</summary>
    public const string MigrationsAssembly = "Registry.Migrations";

    /// <summary>A context takes connections from the pool of <paramref name="dataSource"/>.</summary>
    public static DbContextOptionsBuilder UseRegistry(this DbContextOptionsBuilder builder, NpgsqlDataSource dataSource) =>
        builder.UseNpgsql(dataSource, npgsql => npgsql.MigrationsAssembly(MigrationsAssembly)).UseConventions();

    /// <summary>A context works on a connection that somebody else opened and will close.</summary>
    public static DbContextOptionsBuilder<RegistryDbContext> UseRegistry(
        this DbContextOptionsBuilder<RegistryDbContext> builder, DbConnection connection)
    {
        builder.UseNpgsql(connection, npgsql => npgsql.MigrationsAssembly(MigrationsAssembly)).UseConventions();
        return builder;
    }

    /// <summary>A context that takes part in a transaction somebody else began, and leaves its end to them.</summary>
    public static async Task<RegistryDbContext> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        var context = new RegistryDbContext(new DbContextOptionsBuilder<RegistryDbContext>().UseRegistry(connection).Options);
        await context.Database.UseTransactionAsync(transaction, cancellationToken);
        return context;
    }

    /// <summary>Identity maps columns that accounts here do not have; that they are left out is no news at each start.</summary>
    private static DbContextOptionsBuilder UseConventions(this DbContextOptionsBuilder builder) => builder.UseSnakeCaseNamingConvention()
        .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.MappedPropertyIgnoredWarning));
}
