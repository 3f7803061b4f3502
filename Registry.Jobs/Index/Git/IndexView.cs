using Registry.Jobs.Index.Git.Remotes;

namespace Registry.Jobs.Index.Git;

/// <summary>The git index as cargo gets it: of the remote where there is one, and not of its mirror.</summary>
/// <param name="repository">The index, or its mirror.</param>
/// <param name="mirror">Null when there is no remote.</param>
/// <param name="time">The clock.</param>
internal sealed class IndexView(IndexRepository repository, IndexMirror? mirror, TimeProvider time)
{
    private (string Commit, long At)? _seen;

    /// <summary>Where the index is.</summary>
    public string Path => repository.Path;

    /// <summary>Whether it is on this machine, at least as a mirror.</summary>
    public bool Exists => repository.Exists;

    /// <summary>The index at its head.</summary>
    /// <param name="age">How old the news of the remote may be; what is here is always read anew.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="RemoteException">The remote cannot be asked.</exception>
    /// <exception cref="LibGit2Sharp.LibGit2SharpException">What is here cannot be read.</exception>
    public async Task<IndexSnapshot> OpenAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (mirror is null)
            return repository.OpenSnapshot();
        if (_seen is not { } seen || time.GetElapsedTime(seen.At) > age)
            _seen = seen = (await mirror.FetchHeadAsync(cancellationToken), time.GetTimestamp());
        return repository.OpenSnapshot(seen.Commit);
    }
}
