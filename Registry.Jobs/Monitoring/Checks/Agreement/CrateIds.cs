using Npgsql;
using Registry.Data.Crates;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Chooses crates and versions to compare.</summary>
internal sealed class CrateIds(NpgsqlDataSource database)
{
    /// <summary>Random points in the range of keys and the row after each: the cost does not depend on how many there are.</summary>
    private const string Sample = """
        SELECT DISTINCT row.id
        FROM (SELECT min(id) AS low, max(id) AS high FROM TABLE_NAME) AS range,
             LATERAL (SELECT low + floor(random() * (high - low + 1))::bigint AS point FROM generate_series(1, $1)) AS points,
             LATERAL (SELECT id FROM TABLE_NAME WHERE id >= point ORDER BY id LIMIT 1) AS row
        """;

    private static readonly string CrateSample = SampleOf("crates");
    private static readonly string VersionSample = SampleOf("versions");

    public Task<IReadOnlyList<long>> SampleAsync(int count, CancellationToken cancellationToken) =>
        ReadAsync(CrateSample, [count], cancellationToken);

    /// <summary>Crates with a change that is not through, and no job whatsoever. Their number is bounded by what is unfinished.</summary>
    public Task<IReadOnlyList<long>> WithoutJobAsync(int most, CancellationToken cancellationToken) => ReadAsync(
        """
        SELECT DISTINCT crate_id FROM index_changes c
        WHERE verified_finished_at IS NULL AND NOT EXISTS (
            SELECT FROM background_jobs j WHERE j.key = 'crate:' || c.crate_id AND j.state <> 'dead')
        ORDER BY crate_id LIMIT $1
        """,
        [most], cancellationToken);

    public Task<IReadOnlyList<long>> SampleVersionsAsync(int count, CancellationToken cancellationToken) =>
        ReadAsync(VersionSample, [count], cancellationToken);

    public Task<IReadOnlyList<long>> SampleVersionsAsync(IReadOnlyCollection<long> crateIds, int count, CancellationToken cancellationToken) =>
        ReadAsync("SELECT id FROM versions WHERE crate_id = ANY ($1) ORDER BY random() LIMIT $2", [crateIds.ToArray(), count], cancellationToken);

    /// <summary>How many crates there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("SELECT count(*) FROM crates", [], cancellationToken))[0];

    /// <summary>The next crates after <paramref name="last"/>; none at the end.</summary>
    public Task<IReadOnlyList<long>> PageAsync(long last, int size, CancellationToken cancellationToken) =>
        ReadAsync("SELECT id FROM crates WHERE id > $1 ORDER BY id LIMIT $2", [last, size], cancellationToken);

    /// <summary>The next versions after <paramref name="last"/>; none at the end.</summary>
    public Task<IReadOnlyList<long>> PageOfVersionsAsync(long last, int size, CancellationToken cancellationToken) =>
        ReadAsync("SELECT id FROM versions WHERE id > $1 ORDER BY id LIMIT $2", [last, size], cancellationToken);

    /// <summary>The next versions of these crates after <paramref name="last"/>; none at the end.</summary>
    public Task<IReadOnlyList<long>> PageOfVersionsAsync(IReadOnlyCollection<long> crateIds, long last, int size, CancellationToken cancellationToken) =>
        ReadAsync(
            "SELECT id FROM versions WHERE crate_id = ANY ($1) AND id > $2 ORDER BY id LIMIT $3", [crateIds.ToArray(), last, size], cancellationToken);

    /// <summary>The crates of these names, in any spelling, by their canonical names.</summary>
    public async Task<IReadOnlyDictionary<string, long>> OfNamesAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT canonical_name, id FROM crates WHERE canonical_name = ANY ($1)");
        command.Parameters.Add(new() { Value = names.Select(CrateName.Canonicalize).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetString(0), reader.GetInt64(1));
        return ids;
    }

    private static string SampleOf(string table) => Sample.Replace("TABLE_NAME", table, StringComparison.Ordinal);

    private async Task<IReadOnlyList<long>> ReadAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<long>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetInt64(0));
        return ids;
    }
}
