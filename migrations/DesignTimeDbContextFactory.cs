using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using Registry.Data;

namespace Registry.Migrations;

/// <summary>Lets <c>dotnet ef</c> read the model without a database and without the application.</summary>
public sealed class DesignTimeDbContextFactory : IDesignTimeDbContextFactory<RegistryDbContext>
{
    /// <inheritdoc />
    public RegistryDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<RegistryDbContext>();
        options.UseRegistry(NpgsqlDataSource.Create("Host=localhost"));
        return new RegistryDbContext(options.Options);
    }
}
