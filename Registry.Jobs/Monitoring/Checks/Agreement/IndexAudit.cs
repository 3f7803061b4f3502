using System.Runtime.CompilerServices;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Compares what the registry shows with its database: both projections, and the stored files. Never more than a page in memory.</summary>
internal sealed class IndexAudit(IndexComparison index, StoredFileComparison files, CrateIds ids)
{
    private const int PageSize = 200;
    private const int SampleSize = 100;

    /// <summary>Whether the git index can be compared here.</summary>
    public bool SeesGit => index.SeesGit;

    /// <summary>Whether the stored files can be compared here.</summary>
    public bool SeesFiles => files.SeesFiles;

    /// <summary>How many crates there are to compare.</summary>
    public Task<long> CountAsync(CancellationToken cancellationToken) => ids.CountAsync(cancellationToken);

    /// <param name="crateIds">Some crates, or null for all of them, and for what belongs to none.</param>
    /// <param name="scope">Which stored files.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<ComparedPage> RunAsync(
        IReadOnlyCollection<long>? crateIds, FileScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in IndexAsync(crateIds, cancellationToken))
            yield return page;
        if (scope == FileScope.None || !SeesFiles)
            yield break;
        await foreach (var versionIds in VersionsAsync(crateIds, scope, cancellationToken))
            yield return await files.CompareAsync(versionIds, cancellationToken);
    }

    private async IAsyncEnumerable<ComparedPage> IndexAsync(
        IReadOnlyCollection<long>? crateIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (crateIds is null)
        {
            await foreach (var page in index.CompareAllAsync(cancellationToken))
                yield return page;
            yield break;
        }

        foreach (var page in crateIds.Chunk(PageSize))
            yield return await index.CompareAsync(page, cancellationToken);
    }

    private async IAsyncEnumerable<IReadOnlyList<long>> VersionsAsync(
        IReadOnlyCollection<long>? crateIds, FileScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (scope == FileScope.Sample)
        {
            yield return crateIds is null
                ? await ids.SampleVersionsAsync(SampleSize, cancellationToken)
                : await ids.SampleVersionsAsync(crateIds, SampleSize, cancellationToken);
            yield break;
        }

        var last = 0L;
        while (await PageAsync(crateIds, last, cancellationToken) is { Count: > 0 } page)
        {
            last = page[^1];
            yield return page;
        }
    }

    private Task<IReadOnlyList<long>> PageAsync(IReadOnlyCollection<long>? crateIds, long last, CancellationToken cancellationToken) =>
        crateIds is null
            ? ids.PageOfVersionsAsync(last, PageSize, cancellationToken)
            : ids.PageOfVersionsAsync(crateIds, last, PageSize, cancellationToken);
}
