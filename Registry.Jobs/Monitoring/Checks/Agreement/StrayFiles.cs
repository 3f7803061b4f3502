using System.Runtime.CompilerServices;
using Npgsql;
using Registry.Data.Crates;
using Registry.Data.Index;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>
/// Files at places of the git index where cargo looks for crates, though no crate is there. What somebody keeps elsewhere in the repository
/// is theirs.
/// </summary>
internal sealed class StrayFiles(NpgsqlDataSource database)
{
    private const int ChunkSize = 1000;

    private const string Names = "SELECT name FROM crates WHERE canonical_name = ANY ($1)";

    /// <summary>Those of the paths that are stray, read as they come. A crate's row is there before its file is.</summary>
    public async IAsyncEnumerable<string> FindAsync(IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var chunk in paths.Where(path => IndexPath.IsPossible(path)).Chunk(ChunkSize))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            foreach (var stray in await FindAsync(connection, null, chunk, cancellationToken))
                yield return stray;
        }
    }

    /// <summary>As the transaction sees it.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Names, connection, transaction);
        command.Parameters.Add(new() { Value = paths.Select(path => CrateName.Canonicalize(path[(path.LastIndexOf('/') + 1)..])).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            known.Add(IndexPath.For(reader.GetString(0)));
        return [.. paths.Where(path => !known.Contains(path))];
    }
}
