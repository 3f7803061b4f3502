using System.Runtime.CompilerServices;
using LibGit2Sharp;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Compares both projections of the index with the database. Nothing is locked, so what seems to differ is looked at again.</summary>
internal sealed class IndexComparison(
    ExpectedFiles expected, CrateIds crates, StrayFiles strays, IndexView index, IOptions<GitIndexOptions> git)
{
    private const int PageSize = 200;
    private const int Looks = 3;

    /// <summary>A large index is compared without asking its remote for each page: what seems to differ is asked for again anyway.</summary>
    private static readonly TimeSpan RemoteAge = TimeSpan.FromSeconds(10);

    /// <summary>Whether this node can see the git index. Where it cannot, another node has to.</summary>
    public bool SeesGit => git.Value.Enabled && index.Exists;

    /// <summary>Compares some crates.</summary>
    public async Task<ComparedPage> CompareAsync(IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        var (files, stopped) = await expected.ReadAsync(crateIds, cancellationToken);
        var differences = new List<IndexDifference>(stopped);
        using var snapshot = SeesGit ? await TryOpenUnlessAwayAsync(RemoteAge, cancellationToken) : null;
        foreach (var file in files.Values.OrderBy(file => file.CrateId))
        {
            if (file.SparseFault is not null)
                differences.AddRange(await LookAgainAsync(file, DifferenceKind.Sparse, cancellationToken));
            if (snapshot is not null && GitFault(file, snapshot.Read) is not null)
                differences.AddRange(await LookAgainAsync(file, DifferenceKind.Git, cancellationToken));
        }

        var underWay = crateIds.Except(files.Keys).Except(stopped.Select(difference => difference.Id)).Count();
        return new ComparedPage(differences) { Seen = crateIds.Count, Crates = files.Count, UnderWay = underWay };
    }

    /// <summary>Compares everything, page by page, and at last looks for files that belong to no crate.</summary>
    /// <exception cref="RemoteException">The remote of the git index cannot be asked; the rest has been compared by then.</exception>
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
        using var snapshot = await TryOpenAsync(RemoteAge, cancellationToken);
        if (snapshot is null)
        {
            yield return new ComparedPage(
                [new(DifferenceKind.GitDamage, 0, index.Path, $"the git index cannot be read: {index.Path} has no sound branch {git.Value.Branch}")]);
            yield break;
        }

        await foreach (var path in strays.FindAsync(snapshot.Paths(), cancellationToken))
            yield return new ComparedPage([new(DifferenceKind.Stray, 0, path, $"the git index has {path}, which belongs to no crate")]);
    }

    /// <summary>While the remote is away, the sparse index can be compared all the same.</summary>
    private async Task<IndexSnapshot?> TryOpenUnlessAwayAsync(TimeSpan remoteAge, CancellationToken cancellationToken)
    {
        try
        {
            return await TryOpenAsync(remoteAge, cancellationToken);
        }
        catch (RemoteException)
        {
            return null;
        }
    }

    private async Task<IndexSnapshot?> TryOpenAsync(TimeSpan remoteAge, CancellationToken cancellationToken)
    {
        try
        {
            return await index.OpenAsync(remoteAge, cancellationToken);
        }
        catch (Exception damage) when (damage is LibGit2SharpException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<IndexDifference?> FaultAsync(ExpectedFile file, DifferenceKind kind, CancellationToken cancellationToken)
    {
        if (kind != DifferenceKind.Git)
            return file.SparseFault is { } fault ? new IndexDifference(kind, file.CrateId, file.Crate, fault) : null;
        using var snapshot = await TryOpenUnlessAwayAsync(TimeSpan.Zero, cancellationToken);
        return snapshot is null ? null : GitFault(file, snapshot.Read);
    }

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
            if (await FaultAsync(file, kind, cancellationToken) is not { } fault)
                return [];
            if ((await expected.ReadAsync([file.CrateId], cancellationToken)).Files.GetValueOrDefault(file.CrateId) is not { } again)
                return [];
            if (again.SaysTheSameAs(file) && (kind != DifferenceKind.Sparse || again.SparseFault == file.SparseFault))
                return [fault];
            file = again;
        }

        // It changes faster than it can be looked at.
        return [];
    }
}
