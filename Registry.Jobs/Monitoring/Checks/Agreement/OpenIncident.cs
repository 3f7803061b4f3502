using System.Text.Json;
using Npgsql;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>What a check that looks at samples has to look at again, because it was wrong the last time.</summary>
internal sealed class OpenIncident(NpgsqlDataSource database)
{
    private const string Remembered = "SELECT data::text FROM incidents WHERE key = $1 AND cleared_at IS NULL";

    public async Task<IReadOnlyCollection<long>> RememberedAsync(string key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Remembered);
        command.Parameters.Add(new() { Value = key });
        return await command.ExecuteScalarAsync(cancellationToken) is string json ? JsonSerializer.Deserialize<long[]>(json)! : [];
    }
}
