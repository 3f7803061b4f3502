using System.Security.Cryptography;
using Npgsql;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Compares stored <c>.crate</c> files with the checksums that the database, and so the index, has of them.</summary>
internal sealed class StoredFileComparison(NpgsqlDataSource database, IStoredFiles files)
{
    private const string Versions = """
        SELECT version.id, crate.name || ' ' || version.number, version.storage_key, version.checksum
        FROM versions AS version JOIN crates AS crate ON crate.id = version.crate_id
        WHERE version.id = ANY ($1) AND version.deleted_at IS NULL ORDER BY version.id
        """;

    /// <summary>Whether this node can see the files.</summary>
    public bool SeesFiles => files.AreHere;

    public async Task<ComparedPage> CompareAsync(IReadOnlyCollection<long> versionIds, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(versionIds, cancellationToken);
        var differences = new List<IndexDifference>();
        foreach (var file in stored)
        {
            // A version may have been deleted after the rows were read.
            if (await FaultAsync(file, cancellationToken) is { } fault && (await ReadAsync([file.VersionId], cancellationToken)).Count > 0)
                differences.Add(new IndexDifference(DifferenceKind.StoredFile, file.VersionId, file.Key, fault));
        }

        return new ComparedPage(differences) { Files = stored.Count };
    }

    private async Task<string?> FaultAsync(StoredFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await files.OpenAsync(file.Key, cancellationToken);
            if (content is null)
                return $"the file of {file.Version} is missing";
            var checksum = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            return checksum == file.Checksum ? null : $"the file of {file.Version} has the checksum {checksum}, not {file.Checksum}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"the file of {file.Version} cannot be read: {Words.Quote(fault.Message)}";
        }
    }

    private async Task<List<StoredFile>> ReadAsync(IReadOnlyCollection<long> versionIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Versions);
        command.Parameters.Add(new() { Value = versionIds.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var stored = new List<StoredFile>();
        while (await reader.ReadAsync(cancellationToken))
            stored.Add(new StoredFile(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return stored;
    }

    private sealed record StoredFile(long VersionId, string Version, string Key, string Checksum);
}
