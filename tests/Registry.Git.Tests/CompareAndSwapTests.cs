using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using LibGit2Sharp;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class CompareAndSwapTests : IDisposable
{
    private const int Writers = 4;

    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData(Plumbing.Native, 50)]
    [InlineData(Plumbing.Managed, 10)]
    public async Task Every_commit_that_was_reported_is_in_the_chain_and_every_loser_is_told(Plumbing plumbing, int commitsEach)
    {
        await _sandbox.SeedAsync();
        var reported = new ConcurrentBag<string>();
        var lost = 0;
        using var gate = new Barrier(Writers);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
            () =>
            {
                var index = _sandbox.Open(plumbing: plumbing == Plumbing.Native ? new Libgit2Plumbing() : new ManagedPlumbing());
                gate.SignalAndWait(Sandbox.Cancellation);
                for (var done = 0; done < commitsEach;)
                {
                    var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{writer} {done}\n"));
                    try
                    {
                        var race = index.CommitAsync(index.Head, [new IndexFile("ra/ce/race", content)], "Race\n", Sandbox.Cancellation);
                        reported.Add(race.GetAwaiter().GetResult().Id);
                        done++;
                    }
                    catch (IndexHeadMovedException)
                    {
                        Interlocked.Increment(ref lost);
                    }
                }
            },
            Sandbox.Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        var chain = _sandbox.Git("rev-list", "HEAD").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((Writers * commitsEach) + 1, chain.Length);
        Assert.Equal(Writers * commitsEach, reported.Distinct().Count());
        Assert.Subset(chain.ToHashSet(), reported.ToHashSet());
        Assert.True(lost > 0, "the writers never met, so nothing was tried");
        _sandbox.AssertSound(leftovers: true);
    }

    [Theory, BothPlumbings]
    public async Task A_branch_that_moves_while_a_commit_is_written_makes_the_commit_fail(Plumbing plumbing)
    {
        var rival = await _sandbox.SeedAsync();
        var head = rival.Head;
        var index = _sandbox.Open(plumbing: new Overtaken(
            plumbing == Plumbing.Native ? new Libgit2Plumbing() : new ManagedPlumbing(),
            () => rival.CommitAsync(head, [new IndexFile("ri/va/rival", [1])], "First\n", Sandbox.Cancellation).GetAwaiter().GetResult()));

        await Assert.ThrowsAsync<IndexHeadMovedException>(
            () => index.CommitAsync(head, [new IndexFile("la/te/late", [1])], "Second\n", Sandbox.Cancellation));

        Assert.NotEqual(head, index.Head);
        Assert.Null(index.Read("la/te/late"));
        Assert.Equal([1], index.Read("ri/va/rival"));
    }

    [Theory, BothPlumbings]
    public async Task A_lock_that_is_held_for_a_moment_is_waited_for(Plumbing plumbing)
    {
        var index = await _sandbox.SeedAsync(plumbing == Plumbing.Native ? new Libgit2Plumbing() : new ManagedPlumbing());
        var held = Lock();

        var commit = index.CommitAsync(index.Head, [new IndexFile("wa/it/wait", [1])], "Wait\n", Sandbox.Cancellation);
        Assert.False(commit.IsCompleted);
        File.Delete(held);

        Assert.True((await commit).Changed);
    }

    [Fact]
    public async Task A_lock_that_a_killed_process_left_is_removed()
    {
        await _sandbox.SeedAsync();
        var index = _sandbox.Open(time: new FastTime());
        var held = Lock();

        var commit = await index.CommitAsync(index.Head, [new IndexFile("wa/it/wait", [1])], "Wait\n", Sandbox.Cancellation);

        Assert.True(commit.Changed);
        Assert.False(File.Exists(held));
    }

    [Fact]
    public async Task A_lock_that_somebody_keeps_taking_is_given_up_on()
    {
        await _sandbox.SeedAsync();
        var time = new FastTime();
        var plumbing = new AlwaysLocked(Lock());
        var index = _sandbox.Open(time: time, plumbing: plumbing);

        var error = await Assert.ThrowsAsync<IndexLockedException>(
            () => index.CommitAsync(index.Head, [new IndexFile("wa/it/wait", [1])], "Wait\n", Sandbox.Cancellation));

        Assert.Contains("master.lock", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();

    private string Lock()
    {
        var path = Path.Combine(_sandbox.Path, "refs", "heads", "master.lock");
        File.WriteAllText(path, "");
        return path;
    }

    /// <summary>Lets a rival commit between the writing of the trees and the move of the branch.</summary>
    private sealed class Overtaken(IGitPlumbing inner, Action rival) : IGitPlumbing
    {
        public ObjectId? WriteCommit(
            Repository repository, Commit parent, IReadOnlyList<IndexFile> files, Signature committer, string message) =>
            inner.WriteCommit(repository, parent, files, committer, message);

        public ReferenceMove MoveReference(Repository repository, string reference, ObjectId from, ObjectId to)
        {
            rival();
            return inner.MoveReference(repository, reference, from, to);
        }
    }

    /// <summary>Another process that gives the lock back and takes it again each time before we look.</summary>
    private sealed class AlwaysLocked(string path) : IGitPlumbing
    {
        private readonly Libgit2Plumbing _inner = new();
        private int _taken;

        public ObjectId? WriteCommit(
            Repository repository, Commit parent, IReadOnlyList<IndexFile> files, Signature committer, string message) =>
            _inner.WriteCommit(repository, parent, files, committer, message);

        public ReferenceMove MoveReference(Repository repository, string reference, ObjectId from, ObjectId to)
        {
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddDays(++_taken));
            return _inner.MoveReference(repository, reference, from, to);
        }
    }
}
