using Registry.Jobs.Index.Git.Remotes;

namespace Registry.Git.Tests.Remotes;

/// <summary>Lets something happen just before, or just after, a push.</summary>
internal sealed class Intercepted(IGitRemote inner, Action? before = null, Action? after = null) : IGitRemote
{
    public int Pushes { get; private set; }

    public Task<RemoteBranches> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task FetchAsync(string repository, string branch, string into, CancellationToken cancellationToken) =>
        inner.FetchAsync(repository, branch, into, cancellationToken);

    public async Task PushAsync(string repository, IReadOnlyList<BranchMove> moves, CancellationToken cancellationToken)
    {
        Pushes++;
        before?.Invoke();
        await inner.PushAsync(repository, moves, cancellationToken);
        after?.Invoke();
    }
}
