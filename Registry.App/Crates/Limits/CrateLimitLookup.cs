using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Crates;

namespace Registry.App.Crates.Limits;

/// <summary>Reads and keeps the limits of single crates.</summary>
internal static class CrateLimitLookup
{
    /// <summary>Null when the crate has none of its own.</summary>
    public static Task<CrateLimits?> FindLimitsAsync(this RegistryDbContext db, string canonicalName, CancellationToken cancellationToken) =>
        db.CrateLimits.AsNoTracking().SingleOrDefaultAsync(limits => limits.CanonicalName == canonicalName, cancellationToken);

    /// <summary>Changes some of them, whoever changes others at the same moment. A crate without any has no row.</summary>
    /// <param name="db">Where.</param>
    /// <param name="canonicalName">Which crate.</param>
    /// <param name="change">Changes them.</param>
    /// <param name="entry">What the audit log says of it, and when it is.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<CrateLimits> ChangeLimitsAsync(
        this RegistryDbContext db, string canonicalName, Action<CrateLimits> change, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO crate_limits (canonical_name, updated_at) VALUES ({canonicalName}, {entry.At}) ON CONFLICT DO NOTHING", cancellationToken);
        var limits = await db.CrateLimits.FromSql($"SELECT * FROM crate_limits WHERE canonical_name = {canonicalName} FOR UPDATE")
            .SingleAsync(cancellationToken);
        change(limits);
        limits.UpdatedAt = entry.At;
        db.AuditLog.Add(entry);
        if (CrateLimit.All.All(limit => limit.Of(limits) is null))
            db.CrateLimits.Remove(limits);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return limits;
    }
}
