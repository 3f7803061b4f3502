using Microsoft.EntityFrameworkCore;

namespace Registry.Data;

/// <summary>The one clock that all nodes share.</summary>
public static class DatabaseClock
{
    /// <summary>The present, which goes on within a transaction.</summary>
    public static Task<DateTimeOffset> GetServerTimeAsync(this RegistryDbContext db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);
}
