using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Memory;
using Registry.Data.Crates;

namespace Registry.App.Downloads;

/// <summary>The stored file of a version. It stays the same for as long as the version exists, so all there is to ask is whether it does.</summary>
/// <param name="VersionId">Whose it is.</param>
/// <param name="Key">Where it is stored.</param>
/// <param name="Checksum">SHA-256, in lower-case hexadecimal.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Outages">Of which of the database's returns this was read.</param>
/// <param name="ReadAt">When, as a timestamp of this process.</param>
internal sealed record StoredVersion(long VersionId, string Key, string Checksum, DateTimeOffset CreatedAt, int Outages, long ReadAt);

/// <summary>Which stored file belongs to a version. What was asked for lately is known without the database.</summary>
internal sealed class StoredVersions(NpgsqlDataSource database, DatabaseSight sight, IOptions<DownloadOptions> options, TimeProvider time)
{
    private const string Find = """
        SELECT version.id, version.storage_key, version.checksum, version.created_at
        FROM versions AS version JOIN crates AS crate ON crate.id = version.crate_id
        WHERE crate.canonical_name = $1 AND version.number_without_build = $2 AND version.deleted_at IS NULL
        """;

    /// <summary>How long a version that is deleted may still be handed out by a process that has not heard of it, if its file is still there.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly BoundedMemory<StoredVersion> _known = new(options.Value.MaxMemoryBytes);

    /// <summary>Null when there is no such version.</summary>
    /// <exception cref="DatabaseAwayException">Nobody can say.</exception>
    public async ValueTask<StoredVersion?> FindAsync(string crate, string version, CancellationToken cancellationToken)
    {
        var key = $"{CrateName.Canonicalize(crate)}/{VersionNumber.StripBuild(version)}";
        if (_known.TryGet(key, out var known) && (IsFresh(known) || !sight.IsReachable))
            return known;
        if (!sight.IsReachable)
            throw new DatabaseAwayException(null);
        try
        {
            return await ReadAsync(key, crate, version, cancellationToken);
        }
        catch (Exception fault) when (DatabaseFault.Is(fault) && !cancellationToken.IsCancellationRequested)
        {
            return known ?? throw new DatabaseAwayException(fault);
        }
    }

    /// <summary>Looks again, whatever was known: the file that should be there is not.</summary>
    /// <exception cref="DatabaseAwayException">Nobody can say.</exception>
    public ValueTask<StoredVersion?> FindAgainAsync(string crate, string version, CancellationToken cancellationToken)
    {
        _known.Remove($"{CrateName.Canonicalize(crate)}/{VersionNumber.StripBuild(version)}");
        return FindAsync(crate, version, cancellationToken);
    }

    private bool IsFresh(StoredVersion known) => known.Outages == sight.Outages && time.GetElapsedTime(known.ReadAt) < Trust;

    private async Task<StoredVersion?> ReadAsync(string key, string crate, string version, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var outages = sight.Outages;
        var readAt = time.GetTimestamp();
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new() { Value = CrateName.Canonicalize(crate) });
        command.Parameters.Add(new() { Value = VersionNumber.StripBuild(version) });
        await using var reader = await command.ExecuteReaderAsync(either.Token);
        if (!await reader.ReadAsync(either.Token))
        {
            _known.Remove(key);
            return null;
        }

        var found = new StoredVersion(
            reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), outages, readAt);
        _known.Set(key, found, sizeof(char) * (found.Key.Length + found.Checksum.Length));
        return found;
    }
}
