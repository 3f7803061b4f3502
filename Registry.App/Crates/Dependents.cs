using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Crates;

/// <summary>Finds what depends on a crate of this registry.</summary>
internal static class Dependents
{
    /// <summary>Versions that depend on the crate, under its own name or another.</summary>
    public static IQueryable<CrateVersion> DependingOn(this RegistryDbContext db, string crate)
    {
        var named = JsonSerializer.Serialize(new[] { new { name = crate, package = (string?)null, registry = (string?)null } });
        var renamed = JsonSerializer.Serialize(new[] { new { package = crate, registry = (string?)null } });
        return db.Versions.FromSql(
            $"SELECT * FROM versions WHERE dependencies @> {named}::jsonb OR dependencies @> {renamed}::jsonb").AsNoTracking();
    }
}
