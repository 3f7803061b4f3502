using System.Runtime.CompilerServices;
using LibGit2Sharp;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Compares both projections of the index with the database. Nothing is locked, so what seems to differ is looked at again.</summary>
internal sealed class IndexComparison(
    ExpectedFiles expected, CrateIds crates, StrayFiles strays, IndexRepository repository, IOptions<GitIndexOptions> git)
{
    private const int PageSize = 200;
    private const int Looks = 3;

    /// <summary>Whether this node can see the git index. Where it cannot, another node has to.</summary>
    public bool SeesGit => git.Value.Enabled && repository.Exists;

    /// <summary>Compares some crates.</summary>
    public async Task<ComparedPage> CompareAsync(IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        var files = await expected.ReadAsync(crateIds, cancellationToken);
        var differences = new List<IndexDifference>();
        using var snapshot = SeesGit ? TryOpen() : null;
        foreach (var file in files.Values.OrderBy(file => file.CrateId))
        {
            if (file.SparseFault is not null)
                differences.AddRange(await LookAgainAsync(file, DifferenceKind.Sparse, cancellationToken));
            if (snapshot is not null && GitFault(file, snapshot.Read) is not null)
                differences.AddRange(await LookAgainAsync(file, DifferenceKind.Git, cancellationToken));
        }

        return new ComparedPage(differences) { Crates = files.Count, UnderWay = crateIds.Count - files.Count };
    }

    /// <summary>Compares everything, page by page, and at last looks for files that belong to no crate.</summary>
    public async IAsyncEnumerable<ComparedPage> CompareAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0L;
        while (await crates.PageAsync(last, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            last = page[^1];
            yield return await CompareAsync(page, cancellationToken);
        }

        await foreach (var page in CompareStraysAsync(cancellationToken))
            yield return page;
    }

    private async IAsyncEnumerable<ComparedPage> CompareStraysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!SeesGit)
            yield break;
        using var snapshot = TryOpen();
        if (snapshot is null)
        {
            yield return new ComparedPage(
                [new(DifferenceKind.GitDamage, 0, repository.Path, $"the git index cannot be read: {repository.Path} has no sound branch {git.Value.Branch}")]);
            yield break;
        }

        await foreach (var path in strays.FindAsync(snapshot.Paths(), cancellationToken))
            yield return new ComparedPage([new(DifferenceKind.Stray, 0, path, $"the git index has {path}, which belongs to no crate")]);
    }

    private IndexSnapshot? TryOpen()
    {
        try
        {
            return repository.OpenSnapshot();
        }
        catch (Exception damage) when (damage is LibGit2SharpException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IndexDifference? Fault(ExpectedFile file, DifferenceKind kind, Func<string, byte[]?> readGit) => kind == DifferenceKind.Git
        ? GitFault(file, readGit)
        : file.SparseFault is { } fault ? new IndexDifference(kind, file.CrateId, file.Crate, fault) : null;

    private static IndexDifference? GitFault(ExpectedFile file, Func<string, byte[]?> readGit)
    {
        try
        {
            return file.GitFault(readGit(file.Path)) is { } fault ? new(DifferenceKind.Git, file.CrateId, file.Crate, fault) : null;
        }
        catch (LibGit2SharpException damage)
        {
            return new(DifferenceKind.GitDamage, file.CrateId, file.Crate, $"the git index has a damaged file of {file.Crate}: {Words.Quote(damage.Message)}");
        }
    }

    /// <summary>A job may have written the index after the database was read; then the database is read again.</summary>
    private async Task<IEnumerable<IndexDifference>> LookAgainAsync(ExpectedFile file, DifferenceKind kind, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks; look++)
        {
            if (Fault(file, kind, repository.Read) is not { } fault)
                return [];
            if ((await expected.ReadAsync([file.CrateId], cancellationToken)).GetValueOrDefault(file.CrateId) is not { } again)
                return [];
            if (again.SaysTheSameAs(file) && (kind != DifferenceKind.Sparse || again.SparseFault == file.SparseFault))
                return [fault];
            file = again;
        }

        // It changes faster than it can be looked at.
        return [];
    }
}
