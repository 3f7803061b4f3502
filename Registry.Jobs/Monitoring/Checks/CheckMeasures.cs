using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Index;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>How near to its limit is what a check looks at.</summary>
/// <param name="Share">Of the limit; from 1 on it is passed.</param>
/// <param name="Now">How it is, in words.</param>
/// <param name="Limit">The limit, in words.</param>
internal sealed record CheckMeasure(double Share, string Now, string Limit);

/// <summary>Reads, between the runs of the monitor, how near to their limits the checks are that have one to come near to.</summary>
internal sealed class CheckMeasures(QueueFacts facts, DataDirectory directory, NpgsqlDataSource database, IOptions<MonitorOptions> options)
{
    private const string OldestTransaction = """
        SELECT clock_timestamp() - min(xact_start)
        FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
          AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL OR state LIKE 'idle in transaction%')
        """;

    /// <returns>By the keys of the checks.</returns>
    public async Task<IReadOnlyDictionary<string, CheckMeasure>> ReadAsync(CancellationToken cancellationToken)
    {
        var limits = options.Value;
        var old = await facts.OldJobsAsync(TimeSpan.Zero, cancellationToken);
        var queues = await facts.QueuesAsync(cancellationToken);
        var failing = await facts.FailingAsync([.. IndexJobs.All.Select(kind => kind.Name)], 1, cancellationToken);
        var blocked = await facts.BlockedKeysAsync(TimeSpan.Zero, cancellationToken);
        var measures = new Dictionary<string, CheckMeasure>(StringComparer.Ordinal)
        {
            ["old_jobs"] = Time(Longest(old.Select(job => job.Age)), limits.MaxJobTime),
            ["no_worker"] = Time(
                Longest(queues.Where(queue => queue is { Workers: 0, PausedFor: null }).Select(queue => queue.DueFor ?? TimeSpan.Zero)),
                limits.MaxTimeWithoutWorker),
            ["paused_queue"] = Time(
                Longest(queues.Where(queue => queue.Waiting > 0).Select(queue => queue.PausedFor ?? TimeSpan.Zero)), limits.MaxPausedTime),
            ["failing_jobs"] = Count(failing.Select(kind => kind.MostAttempts).DefaultIfEmpty().Max(), limits.MaxFailures),
            ["blocked_key"] = Time(Longest(blocked.Select(key => key.Waited)), limits.MaxBlockedTime),
            ["open_transaction"] = Time(await OldestTransactionAsync(cancellationToken), limits.MaxTransactionTime),
        };
        if (Disk(limits.MinFreeDiskPercent) is { } disk)
            measures.Add("disk_space", disk);
        return measures;
    }

    private static TimeSpan Longest(IEnumerable<TimeSpan> times) => times.DefaultIfEmpty().Max();

    private static CheckMeasure Time(TimeSpan now, TimeSpan limit) => new(now / limit, Words.Of(now), Words.Of(limit));

    private static CheckMeasure Count(int now, int limit) => new(
        (double)now / limit, now.ToString(CultureInfo.InvariantCulture), Words.Count(limit, "failure", "failures"));

    /// <summary>Of this node.</summary>
    private CheckMeasure? Disk(double leastFree)
    {
        if (!Directory.Exists(directory.Path))
            return null;
        var disk = new DriveInfo(directory.Path);
        var used = 100 - 100.0 * disk.AvailableFreeSpace / disk.TotalSize;
        return new CheckMeasure(
            used / (100 - leastFree), string.Create(CultureInfo.InvariantCulture, $"{used:0} % full"),
            string.Create(CultureInfo.InvariantCulture, $"{100 - leastFree:0.##} %"));
    }

    private async Task<TimeSpan> OldestTransactionAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(OldestTransaction);
        return await command.ExecuteScalarAsync(cancellationToken) is TimeSpan age && age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }
}
