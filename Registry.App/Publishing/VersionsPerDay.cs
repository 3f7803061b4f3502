using Microsoft.EntityFrameworkCore;
using Registry.App.Errors;
using Registry.App.Ui;
using Registry.Data;

namespace Registry.App.Publishing;

/// <summary>How many versions a crate may get in 24 hours, whoever publishes them.</summary>
internal sealed class VersionsPerDay(TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <exception cref="RefusedException">One more would be too many.</exception>
    public async Task RefuseTooManyAsync(RegistryDbContext db, long crateId, int limit, CancellationToken cancellationToken)
    {
        if (limit == 0)
            return;
        var now = time.GetUtcNow();
        var since = now - Day;
        var lastAllowed = await db.Versions
            .Where(version => version.CrateId == crateId && version.CreatedAt > since)
            .OrderByDescending(version => version.CreatedAt)
            .Skip(limit - 1)
            .Select(version => (DateTimeOffset?)version.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (lastAllowed is not { } moment)
            return;
        var wait = moment + Day - now;
        throw new RefusedException(
            StatusCodes.Status429TooManyRequests,
            $"this crate has had {limit} {(limit == 1 ? "version" : "versions")} within 24 hours, which is all it may have; try again in "
            + $"{Durations.Left(wait)}. An admin can allow it more")
        {
            RetryAfter = wait,
        };
    }

    /// <summary>As the other, and once more for whoever comes at the same moment: they wait until the transaction ends.</summary>
    public async Task RefuseTooManyInTurnAsync(RegistryDbContext db, long crateId, int limit, CancellationToken cancellationToken)
    {
        if (limit == 0)
            return;
        await db.Database.ExecuteSqlAsync($"SELECT FROM crates WHERE id = {crateId} FOR NO KEY UPDATE", cancellationToken);
        await RefuseTooManyAsync(db, crateId, limit, cancellationToken);
    }
}
