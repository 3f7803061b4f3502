using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Registry.App.Admin.Monitor;

/// <summary>What the monitor has written down of its checks.</summary>
internal sealed class CheckRecord(NpgsqlDataSource database)
{
    public const int Hours = 24;

    private const string ByHour = """
        SELECT result ->> 'check', floor(extract(epoch FROM started_at - ($1 - interval '24 hours')) / 3600)::int,
               CASE WHEN bool_or(result ->> 'state' = 'unhealthy') THEN 'unhealthy'
                    WHEN bool_or(result ->> 'state' = 'unknown') THEN 'unknown' ELSE 'healthy' END
        FROM monitor_runs CROSS JOIN jsonb_array_elements(results) AS result
        WHERE kind = 'checks' AND started_at > $1 - interval '24 hours'
        GROUP BY 1, 2
        """;

    /// <summary>The worst of each hour, the newest last, by the keys of the checks.</summary>
    public async Task<IReadOnlyDictionary<string, CheckState[]>> HoursAsync(DateTimeOffset now)
    {
        await using var command = database.CreateCommand(ByHour);
        command.Parameters.Add(new() { Value = now.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync();
        var hours = new Dictionary<string, CheckState[]>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            var key = reader.GetString(0);
            if (!hours.TryGetValue(key, out var states))
                hours.Add(key, states = new CheckState[Hours]);
            states[Math.Clamp(reader.GetInt32(1), 0, Hours - 1)] = StateOf(reader.GetString(2));
        }

        return hours;
    }

    /// <summary>The checks of one run.</summary>
    public static IReadOnlyList<CheckCard> Read(string? results) =>
        [.. (JsonSerializer.Deserialize<Line[]>(results ?? "[]", JsonSerializerOptions.Web) ?? []).Select(line =>
            new CheckCard(line.Check, line.Limit, StateOf(line.State))
            {
                Error = line.Error,
                Findings = [.. line.Findings.Select(finding => finding.Sentence)],
            })];

    private static CheckState StateOf(string word) => word switch
    {
        "healthy" => CheckState.Healthy,
        "unhealthy" => CheckState.Unhealthy,
        _ => CheckState.Unknown,
    };

    private sealed record Line(string Check, string Limit, string State, string? Error, Finding[] Findings);

    private sealed record Finding(string Sentence);
}
