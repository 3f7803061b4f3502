using LibGit2Sharp;
using Registry.Jobs.Index.Git.Remotes;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git;

/// <summary>What is to be in the index.</summary>
/// <param name="Files">The files.</param>
/// <param name="Message">What the commit says of it.</param>
/// <param name="Compared">Of the files that somebody else has changed, those that have been compared with the database for this.</param>
internal sealed record IndexContent(IReadOnlyList<IndexFile> Files, string Message, IReadOnlyList<string> Compared);

/// <summary>
/// Says what is to be in the index. It is asked again for each try, after the head was read, so that what it says is never older than what the
/// commit is built on.
/// </summary>
/// <param name="also">Files that somebody else has changed, which are to be what the database says too.</param>
/// <param name="cancellationToken">Stops it.</param>
internal delegate Task<IndexContent> ReadContent(IReadOnlyList<string> also, CancellationToken cancellationToken);

/// <summary>Writes to the index wherever it is: to the local repository, or to a remote that has taken it when this returns.</summary>
/// <param name="repository">The index, or its mirror.</param>
/// <param name="mirror">Null when there is no remote.</param>
/// <param name="configuration">What a new index is seeded with.</param>
/// <param name="time">For pauses between tries.</param>
internal sealed class GitIndexWriter(IndexRepository repository, IndexMirror? mirror, IndexConfiguration configuration, TimeProvider time)
{
    private const int Tries = 15;
    private const int MaxForeign = 500;

    /// <summary>How long a job waits for the first fetch of a remote.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan StepAside = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Whether it can be written to; a remote has to be fetched once first.</summary>
    public async Task<bool> IsReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (mirror is not null)
            return await mirror.IsReadyAsync(patience, cancellationToken);
        if (!repository.Exists)
            await repository.EnsureSeededAsync(configuration.ToJson(), cancellationToken);
        return true;
    }

    /// <summary>As the other, for jobs: they wait for a while, and then step aside until later.</summary>
    public async Task<bool> IsReadyForAsync<TArguments>(JobBatch<TArguments> batch, CancellationToken cancellationToken)
        where TArguments : class
    {
        if (await IsReadyAsync(Patience, cancellationToken))
            return true;
        foreach (var job in batch.Jobs)
            batch.Postpone(job, StepAside, "The remote git index is being fetched for the first time.");
        return false;
    }

    /// <summary>Brings files into the index by one commit.</summary>
    /// <returns>The commit, and whether there are more files that somebody else has changed.</returns>
    /// <exception cref="RemoteException">The remote did not take it.</exception>
    /// <exception cref="IndexHeadMovedException">Others were faster each time.</exception>
    public async Task<(IndexCommit Commit, bool More)> WriteAsync(ReadContent read, CancellationToken cancellationToken)
    {
        var mended = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (attempt > 1)
                    await PrepareAgainAsync(attempt, cancellationToken);
                return await TryAsync(read, cancellationToken);
            }
            catch (Exception moved) when (moved is RemoteMovedException or IndexHeadMovedException && attempt < Tries)
            {
                // Once more, on what is there now.
            }
            catch (Exception broken) when (broken is LibGit2SharpException or RemoteException and not RemoteRefusedException && mirror is not null && !mended)
            {
                mended = true;
                if (!await mirror.MendAsync(cancellationToken))
                    await mirror.FollowAsync(seed: true, cancellationToken);
            }
        }
    }

    /// <summary>Ends what <see cref="IsReadyAsync"/> has begun.</summary>
    public Task StopAsync() => mirror?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Whoever lost a race is quick to try again, and not in step with the other.</summary>
    private async Task PrepareAgainAsync(int attempt, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause * (attempt * Random.Shared.NextDouble()), time, cancellationToken);
        if (mirror is not null)
            await mirror.CatchUpAsync(cancellationToken);
    }

    private async Task<(IndexCommit Commit, bool More)> TryAsync(ReadContent read, CancellationToken cancellationToken)
    {
        var head = repository.Head;
        if (mirror is null)
        {
            var (files, message, _) = await read([], cancellationToken);
            return (await repository.CommitAsync(head, files, message, cancellationToken), false);
        }

        var content = await read(mirror.Foreign(MaxForeign), cancellationToken);
        var commit = await repository.CommitAsync(
            head, content.Files, content.Message, id => mirror.PushAsync(head, id, cancellationToken), cancellationToken);

        // That it is here says only where the remote was when it was last heard of.
        if (!commit.Changed && !await mirror.IsAtAsync(head, cancellationToken))
            throw new RemoteMovedException("The remote of the git index has moved.");
        return (commit, mirror.Compared(content.Compared));
    }
}
