using Microsoft.Extensions.Logging;

namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>
/// Keeps the local repository a mirror of the remote, which is the index. The local branch is only ever where the remote's was when it was last
/// heard of: a commit is pushed before the branch moves to it, so nothing is here that is not there.
/// </summary>
internal sealed partial class IndexMirror(
    IndexRepository repository, IGitRemote remote, MirrorCheck check, IndexConfiguration configuration, GitIndexOptions options, TimeProvider time,
    ILogger<IndexMirror> logger) : IDisposable
{
    private const int Tries = 5;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);
    private Task? _preparing;

    /// <summary>
    /// Fetches what is missing, in the background and whoever waits, and answers whether it is done. One attempt serves all who ask.
    /// </summary>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting, not the fetching.</param>
    /// <exception cref="RemoteException">It has failed. Whoever asks after that tries again.</exception>
    public async Task<bool> IsReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task preparing;
        lock (_lock)
            preparing = _preparing ??= Task.Run(PrepareAsync, CancellationToken.None);
        try
        {
            await preparing.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException) when (!preparing.IsCompleted)
        {
            return false;
        }
        finally
        {
            // Only once somebody was told: a failure that falls between two who ask would never be seen.
            if (preparing.IsFaulted || preparing.IsCanceled)
                Forget(preparing);
        }
    }

    /// <summary>Ends what goes on in the background, if it has not been ended yet.</summary>
    public Task StopAsync() => _stopping.IsCancellationRequested ? Task.CompletedTask : _stopping.CancelAsync();

    /// <summary>Pushes a commit onto the head that is known here.</summary>
    public Task PushAsync(string from, string to, CancellationToken cancellationToken) =>
        remote.PushAsync(repository.Path, [new BranchMove(options.Branch, from, to)], cancellationToken);

    /// <summary>The names of the remote's branches.</summary>
    public async Task<IReadOnlyCollection<string>> BranchesAsync(CancellationToken cancellationToken) =>
        [.. (await remote.ListAsync(cancellationToken)).Heads.Keys];

    /// <summary>Puts the remote's branch on a commit that need not follow the one it is on, which a new branch keeps: both or neither.</summary>
    public async Task SquashAsync(string head, string squashed, string snapshot, CancellationToken cancellationToken)
    {
        BranchMove[] moves = [new(snapshot, null, head), new(options.Branch, head, squashed)];
        await remote.PushAsync(repository.Path, moves, cancellationToken);
        try
        {
            await repository.MoveBranchAsync(head, squashed, cancellationToken);
        }
        catch (IndexHeadMovedException)
        {
            // Another process on the same mirror has fetched it already, or more; whoever writes next finds out.
        }
    }

    /// <summary>Whether the remote's branch is on a commit now.</summary>
    public async Task<bool> IsAtAsync(string head, CancellationToken cancellationToken) =>
        (await remote.ListAsync(cancellationToken)).Heads.GetValueOrDefault(options.Branch) == head;

    /// <summary>
    /// Fetches the commit that the remote's branch is on, and does not follow it: whoever writes to the mirror has to notice by itself what
    /// others have changed.
    /// </summary>
    public Task<string> FetchHeadAsync(CancellationToken cancellationToken) => repository.FetchHeadAsync(FetchAsync, cancellationToken);

    /// <summary>Moves the local branch to where the remote's is, once it is certain that the remote can be an index.</summary>
    /// <param name="seed">Whether an empty remote is given what is here, or a first commit. Otherwise it is an error.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FollowAsync(bool seed, CancellationToken cancellationToken)
    {
        var branches = await remote.ListAsync(cancellationToken);
        if (!branches.Heads.ContainsKey(options.Branch))
        {
            RequireDefault(branches.Default ?? options.Branch);
            if (!seed)
                throw new RemoteException($"The remote of the git index has no branch `{options.Branch}` yet; a worker adds it when it starts.");
            await SeedAsync(cancellationToken);
            branches = await remote.ListAsync(cancellationToken);
        }

        // Servers that do not say what HEAD names still say where it is.
        RequireDefault(branches.Default ?? (branches.Head == branches.Heads.GetValueOrDefault(options.Branch) ? options.Branch : null));

        // Without the lock, which is held already when somebody else has seeded the remote at this very moment.
        if (!repository.Exists)
            await RebuildAsync(cancellationToken);
        await CatchUpAsync(cancellationToken);
    }

    /// <summary>Moves the local branch to where the remote's is, where both were sound a moment ago: no more than one question.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var differing = await repository.FollowAsync(FetchAsync, cancellationToken);
        lock (_lock)
            _foreign.UnionWith(differing);
    }

    /// <summary>Makes the mirror anew.</summary>
    private async Task RebuildAsync(CancellationToken cancellationToken)
    {
        LogRebuilding(repository.Path);
        await repository.ReplaceAsync(FetchAsync, cancellationToken);
    }

    /// <summary>Rebuilds the mirror if something is missing in it or cannot be read. Says whether it was.</summary>
    public async Task<bool> MendAsync(CancellationToken cancellationToken)
    {
        using var alone = await MirrorLock.TakeAsync(repository.Path, time, cancellationToken);

        // In this order: libgit2 may hang on an object that is cut off, where git says what is wrong.
        if (await check.IsWholeAsync(repository.Path, options.Reference, cancellationToken))
            return false;
        await RebuildAsync(cancellationToken);
        return true;
    }

    /// <summary>Files that others have changed and that have not been compared with the database since, at most so many.</summary>
    public IReadOnlyList<string> Foreign(int limit)
    {
        lock (_lock)
            return [.. _foreign.Take(limit)];
    }

    /// <summary>These have been compared. Says whether there are more.</summary>
    public bool Compared(IReadOnlyList<string> paths)
    {
        lock (_lock)
        {
            _foreign.ExceptWith(paths);
            return _foreign.Count > 0;
        }
    }

    public void Dispose() => _stopping.Dispose();

    private Task FetchAsync(string into, string reference, CancellationToken cancellationToken) =>
        remote.FetchAsync(into, options.Branch, reference, cancellationToken);

    private void Forget(Task failed)
    {
        lock (_lock)
            _preparing = _preparing == failed ? null : _preparing;
    }

    private async Task PrepareAsync()
    {
        var cancellationToken = _stopping.Token;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await PrepareOnceAsync(cancellationToken);
                return;
            }
            catch (Exception moved) when (moved is RemoteMovedException or IndexHeadMovedException && attempt < Tries)
            {
                // Somebody else seeds it or writes to it at this moment.
            }
        }
    }

    private async Task PrepareOnceAsync(CancellationToken cancellationToken)
    {
        using var alone = await MirrorLock.TakeAsync(repository.Path, time, cancellationToken);
        if (!await check.IsWholeAsync(repository.Path, options.Reference, cancellationToken))
        {
            if ((await remote.ListAsync(cancellationToken)).Heads.ContainsKey(options.Branch))
                await RebuildAsync(cancellationToken);
            else if (repository.Exists)
                throw new RemoteException($"The remote of the git index is empty, and {repository.Path} is damaged. Move it away, then the remote is seeded anew.");
        }

        await FollowAsync(seed: true, cancellationToken);
        repository.AdoptMirror();
        var head = repository.Head;
        if (repository.OutdatedConfig(configuration.ToJson()) is { } file)
            await repository.CommitAsync(head, [file], "Update config.json\n", commit => PushAsync(head, commit, cancellationToken), cancellationToken);
        LogReady(repository.Head);
    }

    /// <summary>Gives an empty remote the index that is here, so that one which was kept locally moves over whole.</summary>
    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (repository.TryReadHead() is null)
            await repository.EnsureSeededAsync(configuration.ToJson(), cancellationToken);
        var head = repository.Head;
        await remote.PushAsync(repository.Path, [new BranchMove(options.Branch, null, head)], cancellationToken);
        LogSeeded(head);
    }

    private void RequireDefault(string? named)
    {
        if (named is null)
        {
            throw new RemoteException(
                $"The HEAD of the git index's remote names a branch that does not exist, so cargo finds nothing there. Make `{options.Branch}` its default branch.");
        }

        if (named != options.Branch)
        {
            throw new RemoteException(
                $"The HEAD of the git index's remote names branch `{named}`, which is what cargo reads, but Index:Git:Branch is `{options.Branch}`. Change one of them.");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The mirror of the remote git index is at commit {Head}")]
    private partial void LogReady(string head);

    [LoggerMessage(2, LogLevel.Information, "The remote of the git index was empty and has commit {Head} now")]
    private partial void LogSeeded(string head);

    [LoggerMessage(3, LogLevel.Information, "Fetching the whole remote git index into {Path}")]
    private partial void LogRebuilding(string path);
}
