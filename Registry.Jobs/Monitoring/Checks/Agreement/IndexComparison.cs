using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Index.Git;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Compares both projections of the index with the database. Nothing is locked, so what seems to differ is looked at again.</summary>
internal sealed class IndexComparison(
    ExpectedFiles expected, IndexRepository repository, IOptions<GitIndexOptions> git, NpgsqlDataSource database)
{
    private const int ChunkSize = 200;
    private const int Looks = 3;
    private const string ConfigurationFile = "config.json";

    /// <summary>Random points in the range of keys and the crate after each: the cost does not depend on how many there are.</summary>
    private const string Sample = """
        SELECT DISTINCT crate.id
        FROM (SELECT min(id) AS low, max(id) AS high FROM crates) AS range,
             LATERAL (SELECT low + floor(random() * (high - low + 1))::bigint AS point FROM generate_series(1, $1)) AS points,
             LATERAL (SELECT id FROM crates WHERE id >= point ORDER BY id LIMIT 1) AS crate
        """;

    private const string Chunk = "SELECT id FROM crates WHERE id > $1 ORDER BY id LIMIT $2";

    private const string KnownPaths = "SELECT path FROM sparse_files WHERE path = ANY ($1)";

    /// <summary>Whether this node can see the git index. Where it cannot, another node has to.</summary>
    public bool SeesGit => git.Value.Enabled && repository.Exists;

    public Task<IReadOnlyList<long>> SampleAsync(int count, CancellationToken cancellationToken) =>
        IdsAsync(Sample, [count], cancellationToken);

    public async Task<IReadOnlyList<IndexDifference>> CompareAsync(IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        var files = await expected.ReadAsync(crateIds, cancellationToken);
        var differences = new List<IndexDifference>();
        foreach (var file in files.Values.OrderBy(file => file.CrateId))
        {
            if (await FaultAsync(file, SeesGit ? repository.Read : null, cancellationToken) is { } fault)
                differences.Add(new IndexDifference(file.CrateId, fault));
        }

        return differences;
    }

    public async Task<IReadOnlyList<IndexDifference>> CompareAllAsync(CancellationToken cancellationToken)
    {
        var differences = new List<IndexDifference>();
        var hashes = SeesGit ? repository.ReadAll().ToDictionary(file => file.Path, file => SHA256.HashData(file.Content!)) : null;
        var last = 0L;
        while (await IdsAsync(Chunk, [last, ChunkSize], cancellationToken) is { Count: > 0 } crateIds)
        {
            last = crateIds[^1];
            var suspects = new List<long>();
            foreach (var file in (await expected.ReadAsync(crateIds, cancellationToken)).Values)
            {
                var inGit = hashes is null || SameHash(hashes.GetValueOrDefault(file.Path), file.Rendered);
                if (file.SparseFault is not null || !inGit)
                    suspects.Add(file.CrateId);
            }

            differences.AddRange(await CompareAsync(suspects, cancellationToken));
        }

        if (hashes is not null)
            differences.AddRange(await StraysAsync(hashes.Keys, cancellationToken));
        return differences;
    }

    private static bool SameHash(byte[]? hash, byte[] rendered) =>
        hash is null ? rendered.Length == 0 : hash.AsSpan().SequenceEqual(SHA256.HashData(rendered));

    /// <summary>A job may have written the git index after the database was read; then the database is read again.</summary>
    private async Task<string?> FaultAsync(ExpectedFile file, Func<string, byte[]?>? readGit, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks; look++)
        {
            var fault = file.SparseFault ?? (readGit is null ? null : file.GitFault(readGit(file.Path)));
            if (fault is null)
                return null;
            var again = (await expected.ReadAsync([file.CrateId], cancellationToken)).GetValueOrDefault(file.CrateId);
            if (again is null)
                return null;
            if (again.SaysTheSameAs(file) && again.SparseFault == file.SparseFault)
                return fault;
            file = again;
        }

        // It changes faster than it can be looked at.
        return null;
    }

    /// <summary>Files of the git index that no crate has. A crate's row is there before its file is.</summary>
    private async Task<IEnumerable<IndexDifference>> StraysAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var strays = paths.Where(path => path != ConfigurationFile).ToHashSet(StringComparer.Ordinal);
        foreach (var chunk in strays.ToArray().Chunk(ChunkSize))
        {
            await using var command = database.CreateCommand(KnownPaths);
            command.Parameters.Add(new() { Value = chunk });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                strays.Remove(reader.GetString(0));
        }

        return strays.Order(StringComparer.Ordinal).Select(path => new IndexDifference(0, $"the git index has {path}, which belongs to no crate"));
    }

    private async Task<IReadOnlyList<long>> IdsAsync(string sql, object[] parameters, CancellationToken cancellationToken)
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
