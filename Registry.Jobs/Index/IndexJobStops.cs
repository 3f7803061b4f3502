using Npgsql;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index;

/// <summary>Looks for why nobody goes on with changes of a crate.</summary>
internal static class IndexJobStops
{
    /// <summary>The clock by which a request is dated may be ahead of that of the database.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>From when on the jobs of a change may have been attempted or ended.</summary>
    public static DateTimeOffset JobsSince(DateTimeOffset requestedAt) => requestedAt - Slack;

    /// <summary>How a person ended the last job of some kinds that was there for a change; null when none did.</summary>
    public static async Task<JobAction?> FindStopAsync(
        this JobInspector inspector, NpgsqlConnection connection, string[] kinds, long crateId, DateTimeOffset requestedAt,
        CancellationToken cancellationToken) =>
        await inspector.DiscardsOfAsync(connection, kinds, IndexJobs.KeyOf(crateId), JobsSince(requestedAt), 1, cancellationToken) is [var last]
            ? last
            : null;
}
