namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>
/// A repository elsewhere. Each step ends, by an answer or by a <see cref="RemoteException"/>, when the remote has been silent for
/// <see cref="GitIndexOptions.NetworkTimeout"/>.
/// </summary>
internal interface IGitRemote
{
    /// <summary>Asks which branches there are.</summary>
    Task<RemoteBranches> ListAsync(CancellationToken cancellationToken);

    /// <summary>Brings a branch into a repository of this machine, under the full name <paramref name="into"/>.</summary>
    Task FetchAsync(string repository, string branch, string into, CancellationToken cancellationToken);

    /// <summary>Moves branches of the remote, all of them or none, each only from where it is expected: a compare-and-swap.</summary>
    /// <exception cref="RemoteMovedException">One is elsewhere.</exception>
    /// <exception cref="RemoteRefusedException">The remote does not want it.</exception>
    Task PushAsync(string repository, IReadOnlyList<BranchMove> moves, CancellationToken cancellationToken);
}

/// <summary>The branches of a remote.</summary>
/// <param name="Default">The branch that <c>HEAD</c> names; null when it names none that exists, or the server does not say.</param>
/// <param name="Head">The commit of <c>HEAD</c>, if it has one.</param>
/// <param name="Heads">The commits of the branches, by name.</param>
internal sealed record RemoteBranches(string? Default, string? Head, IReadOnlyDictionary<string, string> Heads);

/// <summary>A branch, the commit it shall be on, and the one it has to be on before; null for a branch that must not be there yet.</summary>
internal sealed record BranchMove(string Branch, string? From, string To);
