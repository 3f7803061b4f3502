using Npgsql;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Overview;

/// <summary>Reads what happened in the last hour and the last day.</summary>
internal sealed class FiguresReader(NpgsqlDataSource database, JobInspector inspector)
{
    private const int SpansInHour = 12;
    private const int SpansInDay = 24;

    private const string Percentiles = """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE recent),
               percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE recent),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
               percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)
        FROM (SELECT extract(epoch FROM sparse_finished_at - requested_at)::double precision AS seconds,
                     requested_at > $1::timestamptz - interval '1 hour' AS recent
              FROM index_changes
              WHERE requested_at > $1::timestamptz - interval '1 day' AND sparse_finished_at IS NOT NULL) AS lately
        """;

    private const string MedianByHour = """
        SELECT date_bin(interval '1 hour', requested_at, $1::timestamptz - interval '1 day'),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM sparse_finished_at - requested_at)::double precision)
        FROM index_changes
        WHERE requested_at > $1::timestamptz - interval '1 day' AND sparse_finished_at IS NOT NULL
        GROUP BY 1
        """;

    public async Task<OperationsFigures> ReadAsync(DateTimeOffset now)
    {
        await using var connection = await database.OpenConnectionAsync();
        var hour = await inspector.SpansAsync(
            connection, now.AddHours(-1), TimeSpan.FromHours(1) / SpansInHour, CancellationToken.None);
        var day = await inspector.SpansAsync(connection, now.AddDays(-1), TimeSpan.FromHours(1), CancellationToken.None);
        var percentiles = await PercentilesAsync(connection, now);
        return new OperationsFigures
        {
            DoneHour = Strip(hour, now.AddHours(-1), TimeSpan.FromHours(1) / SpansInHour, SpansInHour, span => span.Done),
            FailedHour = Strip(hour, now.AddHours(-1), TimeSpan.FromHours(1) / SpansInHour, SpansInHour, span => span.Failed),
            DoneDay = Strip(day, now.AddDays(-1), TimeSpan.FromHours(1), SpansInDay, span => span.Done),
            FailedDay = Strip(day, now.AddDays(-1), TimeSpan.FromHours(1), SpansInDay, span => span.Failed),
            MedianByHour = await MedianByHourAsync(connection, now),
            Median = percentiles[0],
            NineInTen = percentiles[1],
            DayMedian = percentiles[2],
            DayNineInTen = percentiles[3],
        };
    }

    private static long[] Strip(
        IReadOnlyList<AttemptSpan> spans, DateTimeOffset since, TimeSpan length, int count, Func<AttemptSpan, long> value)
    {
        var strip = new long[count];
        foreach (var span in spans)
            strip[Place(span.From, since, length, count)] += value(span);
        return strip;
    }

    /// <summary>What has ended since the clock was read belongs to the last span.</summary>
    private static int Place(DateTimeOffset from, DateTimeOffset since, TimeSpan length, int count) =>
        Math.Clamp((int)Math.Round((from - since) / length), 0, count - 1);

    private static async Task<TimeSpan?[]> PercentilesAsync(NpgsqlConnection connection, DateTimeOffset now)
    {
        await using var command = new NpgsqlCommand(Percentiles, connection) { Parameters = { new() { Value = now.ToUniversalTime() } } };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return [.. Enumerable.Range(0, 4).Select(column => reader.IsDBNull(column) ? (TimeSpan?)null : TimeSpan.FromSeconds(reader.GetDouble(column)))];
    }

    private static async Task<double[]> MedianByHourAsync(NpgsqlConnection connection, DateTimeOffset now)
    {
        var medians = new double[SpansInDay];
        await using var command = new NpgsqlCommand(MedianByHour, connection) { Parameters = { new() { Value = now.ToUniversalTime() } } };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            medians[Place(reader.GetFieldValue<DateTimeOffset>(0), now.AddDays(-1), TimeSpan.FromHours(1), SpansInDay)] = reader.GetDouble(1);
        return medians;
    }
}
