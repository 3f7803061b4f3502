using Microsoft.EntityFrameworkCore;
using Registry.Data;

namespace Registry.App.Changes;

/// <summary>How long it took lately from a request until cargo saw it.</summary>
internal sealed record TypicalTime(TimeSpan Median, TimeSpan NineInTen);

/// <summary>Says what is usual, from the last days; reads it once a minute at most.</summary>
internal sealed class TypicalTimes(TimeProvider time)
{
    private const int Days = 7;
    private const int FewestSamples = 10;
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    private TypicalTime? _known;
    private DateTimeOffset _readAt;

    /// <summary>Null when too little has happened to say.</summary>
    public async Task<TypicalTime?> GetAsync(RegistryDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _readAt < FreshFor)
            return _known;
        _readAt = now;
        var row = await db.Database.SqlQuery<Sample>($"""
            SELECT count(*)::int AS count,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
                   percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS nine_in_ten
            FROM (SELECT extract(epoch FROM sparse_finished_at - requested_at)::double precision AS seconds
                  FROM index_changes
                  WHERE requested_at > now() - make_interval(days => {Days}) AND sparse_finished_at IS NOT NULL
                  ORDER BY requested_at DESC LIMIT 1000) AS lately
            """).SingleAsync(cancellationToken);
        _known = row.Count >= FewestSamples
            ? new TypicalTime(TimeSpan.FromSeconds(row.Median ?? 0), TimeSpan.FromSeconds(row.NineInTen ?? 0))
            : null;
        return _known;
    }

    private sealed record Sample(int Count, double? Median, double? NineInTen);
}
