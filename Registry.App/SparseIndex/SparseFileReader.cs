using Npgsql;

namespace Registry.App.SparseIndex;

/// <summary>What was written since a moment, and the moment to ask from next time.</summary>
/// <param name="Horizon">All transactions with lower numbers have ended, and what they wrote is known.</param>
/// <param name="Files">Paths and hashes. A file may be among them that was known already.</param>
internal sealed record SparseFileChanges(long Horizon, IReadOnlyList<KeyValuePair<string, string>> Files);

/// <summary>Reads the rows of the sparse index.</summary>
internal sealed class SparseFileReader(NpgsqlDataSource database)
{
    private const string One = "SELECT content, hash FROM sparse_files WHERE path = $1 AND octet_length(content) > 0";

    private const string Many = "SELECT path, content, hash FROM sparse_files WHERE path = ANY ($1) AND octet_length(content) > 0";

    private const string HashesOfMany = "SELECT path, hash FROM sparse_files WHERE path = ANY ($1) AND octet_length(content) > 0";

    /// <summary>
    /// Transactions do not commit in the order of their numbers. All below the oldest running one have ended, so whoever asks from there
    /// next time misses none. Numbers from beyond the newest come from another cluster, by a dump that was restored, and mean nothing here.
    /// </summary>
    private const string Changes = """
        WITH moment AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot)
        SELECT pg_snapshot_xmin(snapshot)::text::bigint, file.path, file.hash
        FROM moment LEFT JOIN sparse_files AS file
            ON file.revision >= $1 AND file.revision < pg_snapshot_xmax(snapshot)::text::bigint
        """;

    public async Task<IndexAnswer> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(One);
        command.Parameters.Add(new() { Value = path });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? IndexAnswer.Of(reader.GetFieldValue<byte[]>(0), reader.GetString(1))
            : IndexAnswer.Absent();
    }

    public async Task<Dictionary<string, IndexAnswer>> ReadAsync(string[] paths, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Many);
        command.Parameters.Add(new() { Value = paths });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var files = new Dictionary<string, IndexAnswer>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            files.Add(reader.GetString(0), IndexAnswer.Of(reader.GetFieldValue<byte[]>(1), reader.GetString(2)));
        return files;
    }

    /// <summary>The hashes of those files that there are.</summary>
    public async Task<Dictionary<string, string>> ReadHashesAsync(string[] paths, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(HashesOfMany);
        command.Parameters.Add(new() { Value = paths });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            hashes.Add(reader.GetString(0), reader.GetString(1));
        return hashes;
    }

    /// <param name="since">The <see cref="SparseFileChanges.Horizon"/> of the time before; null for the first time, which tells no files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SparseFileChanges> ReadChangesAsync(long? since, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Changes);
        command.Parameters.Add(new() { Value = since ?? long.MaxValue });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var horizon = 0L;
        var files = new List<KeyValuePair<string, string>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            horizon = reader.GetInt64(0);
            if (!await reader.IsDBNullAsync(1, cancellationToken))
                files.Add(new(reader.GetString(1), reader.GetString(2)));
        }

        return new SparseFileChanges(horizon, files);
    }
}
