using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>Brings the branch of another repository into the one at <paramref name="repository"/>, as <paramref name="into"/>.</summary>
internal delegate Task FetchBranch(string repository, string into, CancellationToken cancellationToken);

/// <summary>The repository as the mirror of another one, where the index is.</summary>
internal sealed partial class IndexRepository
{
    private const int FollowAttempts = 10;

    /// <summary>The head, or null when there is no repository with one that can be read.</summary>
    public string? TryReadHead()
    {
        try
        {
            using var repository = new Repository(Path);
            return HeadOrNull(repository)?.Sha;
        }
        catch (LibGit2SharpException)
        {
            return null;
        }
    }

    /// <summary>Moves the branch to where the other repository's is, whatever is there now. Says which files differ by that.</summary>
    public async Task<IReadOnlyList<string>> FollowAsync(FetchBranch fetch, CancellationToken cancellationToken)
    {
        var fetched = OwnReference();
        try
        {
            await fetch(Path, fetched, cancellationToken);
            return await MoveToAsync(fetched, cancellationToken);
        }
        finally
        {
            RemoveReference(fetched);
        }
    }

    /// <summary>Fetches the other repository's branch and leaves the one here where it is. Says on which commit the other is.</summary>
    public async Task<string> FetchHeadAsync(FetchBranch fetch, CancellationToken cancellationToken)
    {
        var fetched = OwnReference();
        try
        {
            await fetch(Path, fetched, cancellationToken);
            using var repository = new Repository(Path);
            return repository.Refs[fetched].ResolveToDirectReference().TargetIdentifier;
        }
        finally
        {
            RemoveReference(fetched);
        }
    }

    /// <summary>Makes the repository anew from the other one, beside its place, and puts it there whole. What was there is gone.</summary>
    public async Task ReplaceAsync(FetchBranch fetch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var building = $"{Path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Repository.Init(building, isBare: true);
            using (var repository = new Repository(building))
                Configure(repository);
            await fetch(building, _options.Reference, cancellationToken);
            using (var repository = new Repository(building))
                PointHead(repository);
            await _writing.WaitAsync(cancellationToken);
            try
            {
                Swap(building);
            }
            finally
            {
                _writing.Release();
            }
        }
        finally
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
        }
    }

    /// <summary>Sees to the settings that a repository has whose branch is there already.</summary>
    public void AdoptMirror()
    {
        using (var repository = new Repository(Path))
            Configure(repository);
        using (var repository = new Repository(Path))
            PointHead(repository);
    }

    /// <summary>The config.json to commit, or null when the one that is there says what <paramref name="configJson"/> says.</summary>
    public IndexFile? OutdatedConfig(byte[] configJson) =>
        MergeConfig(Read(ConfigFile), configJson) is { } content ? new IndexFile(ConfigFile, content) : null;

    private async Task<IReadOnlyList<string>> MoveToAsync(string fetched, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                using var repository = new Repository(Path);
                var to = (Commit)repository.Refs[fetched].ResolveToDirectReference().Target;
                var from = HeadOf(repository);
                if (from.Id == to.Id)
                    return [];
                try
                {
                    await MoveAsync(repository, from.Id, to.Id, cancellationToken);
                    return Differences(repository, from.Tree, to.Tree);
                }
                catch (IndexHeadMovedException) when (attempt < FollowAttempts)
                {
                    // Another process on the same mirror was faster.
                }
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private static List<string> Differences(Repository repository, Tree before, Tree after)
    {
        using var changes = repository.Diff.Compare<TreeChanges>(before, after, new CompareOptions { Similarity = SimilarityOptions.None });
        return [.. changes.Select(change => change.Path.Replace('\\', '/'))];
    }

    private void Swap(string building)
    {
        var old = $"{Path}.{Guid.NewGuid():N}.tmp";
        if (Directory.Exists(Path))
            Directory.Move(Path, old);
        Directory.Move(building, Path);
        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    /// <summary>Processes that share the mirror do not meet at its lock.</summary>
    private static string OwnReference() => $"refs/registry/{Guid.NewGuid():N}";

    private void RemoveReference(string name)
    {
        try
        {
            using var repository = new Repository(Path);
            repository.Refs.Remove(name);
        }
        catch (LibGit2SharpException)
        {
            // The mirror is broken, which the caller is told of by whatever came first.
        }
    }
}
