using Microsoft.Extensions.Logging;
using Registry.Jobs.Index.Git.Remotes;

namespace Registry.Jobs.Index.Git.Squashing;

/// <summary>What a squash did.</summary>
/// <param name="OldHead">Where the branch was.</param>
/// <param name="NewHead">The commit that it is on now, which has no parent.</param>
/// <param name="Snapshot">The branch that keeps the old head.</param>
internal sealed record SquashedIndex(string OldHead, string NewHead, string Snapshot);

/// <summary>
/// Collapses the history of the index into one commit of the same files. The old head is kept on a branch of its own, and the index's branch
/// moves by compare-and-swap: when a publish comes between, all of it starts over.
/// </summary>
/// <param name="repository">The index, or its mirror.</param>
/// <param name="mirror">Null when there is no remote.</param>
/// <param name="logger">Where it is recorded.</param>
internal sealed partial class IndexSquash(IndexRepository repository, IndexMirror? mirror, ILogger<IndexSquash> logger)
{
    private const int Tries = 20;

    /// <summary>The same, and nobody is told how far it is.</summary>
    public Task<SquashedIndex?> RunAsync(CancellationToken cancellationToken) => RunAsync(_ => Task.CompletedTask, cancellationToken);

    /// <param name="tell">Told what is being done, in words.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when there is no history to collapse.</returns>
    /// <exception cref="IndexHeadMovedException">Publishes came between each time.</exception>
    /// <exception cref="RemoteException">The remote did not take it.</exception>
    public async Task<SquashedIndex?> RunAsync(Func<string, Task> tell, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var again = attempt > 1 ? ", once more, as a publish came between" : "";
            if (mirror is not null)
            {
                await tell($"Fetching what the remote has{again}");
                await mirror.FollowAsync(seed: false, cancellationToken);
            }

            try
            {
                await tell($"Writing all files into one commit{again}");
                var squashed = await TryAsync(repository.Head, tell, cancellationToken);
                if (squashed is null)
                    LogNothing(repository.Head);
                else
                    LogSquashed(squashed.OldHead, squashed.NewHead, squashed.Snapshot);
                return squashed;
            }
            catch (Exception moved) when (moved is RemoteMovedException or IndexHeadMovedException && attempt < Tries)
            {
                LogAgain(moved.Message);
            }
        }
    }

    private async Task<SquashedIndex?> TryAsync(string head, Func<string, Task> tell, CancellationToken cancellationToken)
    {
        var taken = mirror is null ? repository.Branches() : await mirror.BranchesAsync(cancellationToken);
        var snapshot = repository.SnapshotName(taken);
        var message = $"Collapse the index into one commit\n\nIts history until now is on branch {snapshot}, from commit {head}.\n";
        if (repository.WriteSquashed(head, message) is not { } squashed)
            return null;
        await tell(mirror is null ? "Moving the branch" : "Pushing the commit to the remote");
        await (mirror is null
            ? MoveAsync(head, squashed, snapshot, cancellationToken)
            : mirror.SquashAsync(head, squashed, snapshot, cancellationToken));
        return new SquashedIndex(head, squashed, snapshot);
    }

    /// <summary>The old head is kept before anything moves away from it.</summary>
    private async Task MoveAsync(string head, string squashed, string snapshot, CancellationToken cancellationToken)
    {
        if (!repository.TryAddBranch(snapshot, head))
            throw new IndexHeadMovedException(head);
        try
        {
            await repository.MoveBranchAsync(head, squashed, cancellationToken);
        }
        catch (IndexHeadMovedException)
        {
            repository.RemoveBranch(snapshot, head);
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The git index was squashed from {OldHead} to {NewHead}; its history is on branch {Snapshot}")]
    private partial void LogSquashed(string oldHead, string newHead, string snapshot);

    [LoggerMessage(2, LogLevel.Information, "The git index is one commit already, {Head}")]
    private partial void LogNothing(string head);

    [LoggerMessage(3, LogLevel.Information, "The squash of the git index starts over: {Reason}")]
    private partial void LogAgain(string reason);
}
