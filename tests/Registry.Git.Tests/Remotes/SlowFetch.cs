using Registry.Jobs.Index.Git.Remotes;

namespace Registry.Git.Tests.Remotes;

/// <summary>A remote whose fetches wait.</summary>
internal sealed class SlowFetch(IGitRemote inner, Func<Task> goOn) : IGitRemote
{
    public Task<RemoteBranches> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public async Task FetchAsync(string repository, string branch, string into, CancellationToken cancellationToken)
    {
        await goOn().WaitAsync(cancellationToken);
        await inner.FetchAsync(repository, branch, into, cancellationToken);
    }

    public Task PushAsync(string repository, IReadOnlyList<BranchMove> moves, CancellationToken cancellationToken) =>
        inner.PushAsync(repository, moves, cancellationToken);
}
