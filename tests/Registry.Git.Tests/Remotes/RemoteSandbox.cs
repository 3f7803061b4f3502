using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Registry.Jobs.Index.Git.Squashing;
using Xunit;

namespace Registry.Git.Tests.Remotes;

/// <summary>A bare repository that is somebody's remote, and the workers that keep an index in it, each with a mirror of its own.</summary>
internal sealed class RemoteSandbox : IDisposable
{
    private readonly Sandbox _sandbox = new();
    private readonly List<IDisposable> _opened = [];

    public RemoteSandbox(string defaultBranch = "master") => Run("init", "--quiet", "--bare", $"--initial-branch={defaultBranch}", Remote);

    public string Root => _sandbox.Root;

    public string Remote => Path.Combine(Root, "remote.git");

    /// <summary>The commit that the remote's branch is on.</summary>
    public string RemoteHead => Git("rev-parse", "refs/heads/master").Trim();

    public static CancellationToken Cancellation => Sandbox.Cancellation;

    public MirrorWorker Start(
        string mirror = "mirror", string? remote = null, Action<GitIndexOptions>? set = null, Func<IGitRemote, IGitRemote>? wrap = null,
        string url = "http://127.0.0.1:8080")
    {
        var options = new GitIndexOptions { Remote = remote ?? Remote };
        set?.Invoke(options);
        var (address, fault) = RemoteAddress.Read(options.Remote);
        Assert.Null(fault);
        IGitRemote transport = new GitRemote(new RemoteCommands(address!, options), options, TimeProvider.System);
        var worker = new MirrorWorker(Path.Combine(Root, mirror + ".git"), wrap?.Invoke(transport) ?? transport, options, url);
        _opened.Add(worker);
        return worker;
    }

    /// <summary>Runs git in the remote; it has to succeed.</summary>
    public string Git(params IEnumerable<string> arguments) => Run(["--git-dir", Remote, .. arguments]);

    /// <summary>Runs git; it has to succeed.</summary>
    public string Run(params IEnumerable<string> arguments)
    {
        var (exitCode, output, error) = _sandbox.TryGit(arguments);
        Assert.True(exitCode == 0, $"git {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        return output;
    }

    /// <summary>What a file of the remote says; null when there is none.</summary>
    public string? Read(string path)
    {
        var (exitCode, output, _) = _sandbox.TryGit("--git-dir", Remote, "cat-file", "blob", $"refs/heads/master:{path}");
        return exitCode == 0 ? output : null;
    }

    /// <summary>Somebody else commits straight to the remote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Null removes the file.</param>
    public string CommitAsSomebodyElse(string path, string? content)
    {
        using var index = new IndexRepository(
            Remote, new GitIndexOptions { CommitterName = "Somebody" }, TimeProvider.System, NullLogger<IndexRepository>.Instance);
        var file = new IndexFile(path, content is null ? null : Encoding.UTF8.GetBytes(content));
        return index.CommitAsync(index.Head, [file], "By hand\n", Cancellation).GetAwaiter().GetResult().Id;
    }

    /// <summary>Has the remote run a script before it takes a push.</summary>
    public void Hook(string script, string name = "pre-receive")
    {
        var hook = Path.Combine(Remote, "hooks", name);
        File.WriteAllText(hook, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void RemoveHook() => File.Delete(Path.Combine(Remote, "hooks", "pre-receive"));

    /// <summary>No object is missing or broken, here and in the mirrors.</summary>
    public void AssertSound()
    {
        foreach (var repository in Directory.GetDirectories(Root, "*.git"))
            Assert.Equal("", Run("--git-dir", repository, "fsck", "--full", "--strict", "--no-progress", "--no-dangling"));
    }

    public void Dispose()
    {
        _opened.ForEach(worker => worker.Dispose());
        _sandbox.Dispose();
    }
}

/// <summary>What a worker process has: a mirror, and what writes to the index through it.</summary>
internal sealed class MirrorWorker : IDisposable
{
    public MirrorWorker(string path, IGitRemote remote, GitIndexOptions options, string url)
    {
        var configuration = new IndexConfiguration(new PublicUrl(() => new Uri(url)), isPrivate: false);
        Repository = new IndexRepository(path, options, TimeProvider.System, NullLogger<IndexRepository>.Instance);
        Mirror = new IndexMirror(
            Repository, remote, new MirrorCheck(TimeProvider.System), configuration, options, TimeProvider.System, NullLogger<IndexMirror>.Instance);
        Writer = new GitIndexWriter(Repository, Mirror, configuration, TimeProvider.System);
        Squash = new IndexSquash(Repository, Mirror, NullLogger<IndexSquash>.Instance);
    }

    public IndexRepository Repository { get; }

    public IndexMirror Mirror { get; }

    public GitIndexWriter Writer { get; }

    public IndexSquash Squash { get; }

    /// <summary>What a job of the git queue does, with the database's part given.</summary>
    public Task<IndexCommit> WriteAsync(string path, string content) => WriteAsync(new Dictionary<string, string> { [path] = content }, path);

    /// <param name="database">What the files of all crates should be.</param>
    /// <param name="paths">Those that the job is about.</param>
    public async Task<IndexCommit> WriteAsync(IReadOnlyDictionary<string, string> database, params string[] paths)
    {
        Assert.True(await Writer.IsReadyAsync(TimeSpan.FromSeconds(30), Sandbox.Cancellation));
        var (commit, _) = await Writer.WriteAsync(
            (also, _) => Task.FromResult(new IndexContent(
                [.. paths.Union(also).Where(database.ContainsKey).Select(path => new IndexFile(path, Encoding.UTF8.GetBytes(database[path])))],
                "Write\n",
                also)),
            Sandbox.Cancellation);
        return commit;
    }

    /// <summary>Writes as often as a job would be tried again.</summary>
    public static async Task<T> UntilTakenAsync<T>(Func<Task<T>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await write();
            }
            catch (Exception moved) when (moved is RemoteMovedException or IndexHeadMovedException && attempt < 50)
            {
                // Later.
            }
        }
    }

    public void Dispose()
    {
        Mirror.Dispose();
        Repository.Dispose();
    }
}
