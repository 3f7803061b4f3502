using Npgsql;
using Registry.Data.Downloads;
using Registry.Jobs.Queue;

namespace Registry.Jobs.CleaningUp;

/// <summary>One statement for each table; to run them again changes nothing.</summary>
internal sealed class CleanUpHandler : IJobHandler<CleanUp>
{
    /// <summary>A bucket that is not there is full.</summary>
    private const string FullBuckets = """
        DELETE FROM rate_limit_buckets
        WHERE tokens + extract(epoch FROM clock_timestamp() - refilled_at) / seconds_per_token >= burst
        """;

    private const string ExpiredOverrides = "DELETE FROM rate_limit_overrides WHERE expires_at <= clock_timestamp()";

    private const string ExpiredSessions = "DELETE FROM sessions WHERE expires_at <= clock_timestamp()";

    /// <summary>For a month whoever opens one is told that it was used, or is too old.</summary>
    private const string OldLinks = "DELETE FROM one_time_links WHERE expires_at <= clock_timestamp() - interval '30 days'";

    /// <summary>No process tries for so long: it would have to live through an outage of that length.</summary>
    private const string OldBatches = "DELETE FROM download_batches WHERE counted_at < clock_timestamp() - interval '30 days'";

    /// <summary>Totals stay.</summary>
    private const string OldDays = "DELETE FROM version_downloads WHERE date < (clock_timestamp() AT TIME ZONE 'UTC')::date - 366";

    /// <summary>What is counted meanwhile waits: it would be overwritten by a sum that does not have it.</summary>
    private const string LockCounts = "LOCK TABLE crate_downloads IN SHARE ROW EXCLUSIVE MODE";

    /// <summary>Days that are not recent any more are taken out of the sums.</summary>
    private static readonly string RecentDownloads = $"""
        UPDATE crate_downloads AS known SET recent_downloads = recent.downloads
        FROM (
            SELECT total.crate_id, COALESCE(sum(day.downloads), 0) AS downloads
            FROM crate_downloads AS total
            LEFT JOIN versions AS version ON version.crate_id = total.crate_id
            LEFT JOIN version_downloads AS day
                ON day.version_id = version.id AND day.date > (clock_timestamp() AT TIME ZONE 'UTC')::date - {CrateDownloads.RecentDays}
            GROUP BY total.crate_id
        ) AS recent
        WHERE recent.crate_id = known.crate_id AND recent.downloads <> known.recent_downloads
        """;

    public async Task RunAsync(JobBatch<CleanUp> batch, CancellationToken cancellationToken)
    {
        var transaction = (NpgsqlTransaction)batch.Transaction;
        foreach (var statement in (string[])[FullBuckets, ExpiredOverrides, ExpiredSessions, OldLinks, OldBatches, OldDays, LockCounts, RecentDownloads])
        {
            await using var command = new NpgsqlCommand(statement, transaction.Connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
