using LibGit2Sharp;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Registry.Jobs.Index.Git;

/// <summary>
/// The git index: a bare repository that is written straight through its object database. Several processes may hold one over the same
/// path; a branch only ever moves from the commit its writer had read.
/// </summary>
/// <remarks>
/// The repository is opened anew each time. That costs a fraction of a millisecond, keeps memory flat, and lets a repository that was
/// mended or replaced underneath be seen at once.
/// </remarks>
internal sealed partial class IndexRepository : IDisposable
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(25);

    private readonly GitIndexOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<IndexRepository> _logger;
    private readonly IGitPlumbing _plumbing;
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Whether the library flushes what it writes without being told by the repository.</summary>
    private readonly bool _flushes;

    public IndexRepository(string path, GitIndexOptions options, TimeProvider time, ILogger<IndexRepository> logger)
        : this(path, options, time, logger, Libgit2.IsUsable ? new Libgit2Plumbing() : new ManagedPlumbing())
    {
    }

    internal IndexRepository(
        string path, GitIndexOptions options, TimeProvider time, ILogger<IndexRepository> logger, IGitPlumbing plumbing)
    {
        GitLibrary.Initialize();
        _flushes = Libgit2.IsUsable;
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        _options = options;
        _time = time;
        _logger = logger;
        _plumbing = plumbing;
    }

    /// <summary>The directory of the bare repository.</summary>
    public string Path { get; }

    /// <summary>Whether the repository is there; <see cref="EnsureSeededAsync"/> makes it so.</summary>
    public bool Exists => File.Exists(System.IO.Path.Combine(Path, "HEAD"));

    /// <summary>The id of the commit that the branch is on, 40 hexadecimal digits.</summary>
    public string Head
    {
        get
        {
            using var repository = new Repository(Path);
            return HeadOf(repository).Sha;
        }
    }

    /// <summary>The bytes of a file at the head of the branch, or null when there is none.</summary>
    public byte[]? Read(string path)
    {
        using var repository = new Repository(Path);
        return Find(repository, HeadOf(repository).Tree, path)?.Target is Blob blob ? Content(blob) : null;
    }

    /// <summary>The head of the branch, to read many files of one moment.</summary>
    public IndexSnapshot OpenSnapshot() => OpenSnapshot(HeadOf);

    /// <summary>As the other, of a commit that need not be on the branch.</summary>
    public IndexSnapshot OpenSnapshot(string commit) => OpenSnapshot(repository => CommitOf(repository, new ObjectId(commit))
        ?? throw new NotFoundException($"The git index {Path} has no commit {commit}."));

    private IndexSnapshot OpenSnapshot(Func<Repository, Commit> find)
    {
        var repository = new Repository(Path);
        try
        {
            return new IndexSnapshot(repository, find(repository));
        }
        catch
        {
            repository.Dispose();
            throw;
        }
    }

    /// <summary>Every file at the head of the branch, as it was when the enumeration began, in git's order.</summary>
    public IEnumerable<IndexFile> ReadAll()
    {
        using var repository = new Repository(Path);
        foreach (var file in Files(repository, HeadOf(repository).Tree))
            yield return file;
    }

    /// <summary>
    /// Brings files into the index by one commit on top of <paramref name="onto"/>, on disk before this returns. Makes none when the index
    /// holds all of it already. Only the touched directories are read and written.
    /// </summary>
    /// <param name="onto">
    /// The head from before the content was determined. It is what fences off a writer that was overtaken: its content is older than the
    /// head that is there now.
    /// </param>
    /// <param name="files">What shall be there, and what shall not; each path once.</param>
    /// <param name="message">The message of the commit.</param>
    /// <param name="cancellationToken">Gives up waiting for other writers.</param>
    /// <exception cref="IndexHeadMovedException">The branch is not on <paramref name="onto"/>; nothing has changed.</exception>
    /// <exception cref="IndexLockedException">Another process kept the branch locked.</exception>
    public Task<IndexCommit> CommitAsync(
        string onto, IReadOnlyList<IndexFile> files, string message, CancellationToken cancellationToken) =>
        CommitAsync(onto, files, message, publish: null, cancellationToken);

    /// <summary>As the other. The branch moves to the new commit only after <paramref name="publish"/> has taken it.</summary>
    public async Task<IndexCommit> CommitAsync(
        string onto, IReadOnlyList<IndexFile> files, string message, Func<string, Task>? publish, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            using var repository = new Repository(Path);
            var parent = HeadOf(repository);
            if (parent.Sha != onto)
                throw new IndexHeadMovedException(onto);
            RequireWhole(repository, parent.Tree, files);
            RefuseTwice(files);
            var commit = files.Count == 0 ? null : _plumbing.WriteCommit(repository, parent, files, Committer(), message);
            if (commit is null)
                return new IndexCommit(onto, Changed: false);
            if (publish is not null)
                await publish(commit.Sha);
            await MoveAsync(repository, parent.Id, commit, cancellationToken);
            return new IndexCommit(commit.Sha, Changed: true);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private Commit HeadOf(Repository repository) =>
        HeadOrNull(repository) ?? throw new NotFoundException($"The git index {Path} has no commit on branch {_options.Branch}.");

    private Commit? HeadOrNull(Repository repository)
    {
        var reference = repository.Refs[_options.Reference]?.ResolveToDirectReference();
        return reference is null ? null : CommitOf(repository, new ObjectId(reference.TargetIdentifier));
    }

    private static Commit? CommitOf(Repository repository, ObjectId id)
    {
        LooseObject.RequireWhole(repository, id);
        if (repository.Lookup<Commit>(id) is not { } commit)
            return null;
        LooseObject.RequireWhole(repository, commit.Tree.Id);
        return commit;
    }

    private static void RefuseTwice(IReadOnlyList<IndexFile> files)
    {
        var paths = new HashSet<string>(files.Count, StringComparer.Ordinal);
        if (files.FirstOrDefault(file => !paths.Add(file.Path)) is { } twice)
            throw new ArgumentException($"The file {twice.Path} is given twice.", nameof(files));
    }

    private Signature Committer() => new(_options.CommitterName, _options.CommitterEmail, _time.GetUtcNow());

    private Commit WriteCommit(Repository repository, ObjectId tree, IEnumerable<Commit> parents, string message)
    {
        var committer = Committer();
        return repository.ObjectDatabase.CreateCommit(
            committer, committer, message, repository.Lookup<Tree>(tree), parents, prettifyMessage: false);
    }

    private async Task MoveAsync(Repository repository, ObjectId from, ObjectId to, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var held = new ReferenceLock(System.IO.Path.Combine(Path, _options.Reference + ".lock"), _time);
        while (true)
        {
            var move = _plumbing.MoveReference(repository, _options.Reference, from, to);
            if (move == ReferenceMove.Moved)
                return;
            if (move == ReferenceMove.Lost)
                throw new IndexHeadMovedException(from.Sha);
            if (held.RemoveIfAbandoned())
                LogAbandonedLock(held.Path);
            else if (_time.GetElapsedTime(started) > LockPatience)
                throw new IndexLockedException(held.Path);
            else
                await Task.Delay(LockInterval, _time, cancellationToken);
        }
    }

    private static IEnumerable<IndexFile> Files(Repository repository, Tree tree)
    {
        foreach (var entry in tree)
        {
            LooseObject.RequireWhole(repository, entry.Target.Id);
            if (entry.Target is Tree directory)
            {
                foreach (var file in Files(repository, directory))
                    yield return file;
            }
            else if (entry.Target is Blob blob)
            {
                yield return new IndexFile(entry.Path.Replace('\\', '/'), Content(blob));
            }
        }
    }

    internal static byte[] Content(Blob blob)
    {
        using var from = blob.GetContentStream();
        var content = new byte[blob.Size];
        from.ReadExactly(content);
        return content;
    }

    [LoggerMessage(1, LogLevel.Warning, "Removed the lock {Path} of the git index; the process that made it is gone")]
    private partial void LogAbandonedLock(string path);
}
