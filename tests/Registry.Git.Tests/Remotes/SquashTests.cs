using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Registry.Jobs.Index.Git.Squashing;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class SquashTests : IDisposable
{
    private const int Writers = 8;
    private const int CommitsEach = 6;
    private const int Squashes = 4;

    private readonly RemoteSandbox _sandbox = new();

    [Fact]
    public async Task The_history_becomes_one_commit_of_the_same_files_and_stays_on_a_branch_of_the_day()
    {
        using var index = Open();
        await SeedAsync(index);
        await CommitAsync(index, "ti/de/tide", "1\n");
        var old = index.Head;
        var squash = new IndexSquash(index, null, NullLogger<IndexSquash>.Instance);

        var told = new List<string>();
        var squashed = await squash.RunAsync(
            phase =>
            {
                told.Add(phase);
                return Task.CompletedTask;
            },
            RemoteSandbox.Cancellation);

        Assert.Equal(["Writing all files into one commit", "Moving the branch"], told);
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(new SquashedIndex(old, index.Head, $"snapshot-{day}"), squashed);
        Assert.Equal("1\n", _sandbox.Git("rev-list", "--count", "HEAD"));
        Assert.Equal(old, _sandbox.Git("rev-parse", squashed!.Snapshot).Trim());
        Assert.Equal("", _sandbox.Git("diff", old, "HEAD"));
        Assert.Null(await squash.RunAsync(RemoteSandbox.Cancellation));

        await CommitAsync(index, "ti/de/tide", "2\n");
        Assert.Equal($"snapshot-{day}-2", (await squash.RunAsync(RemoteSandbox.Cancellation))!.Snapshot);
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_clone_carries_on_as_cargo_fetches()
    {
        using var index = Open();
        await SeedAsync(index);
        await CommitAsync(index, "ti/de/tide", "1\n");
        var clone = Path.Combine(_sandbox.Root, "clone");
        _sandbox.Run("clone", "--quiet", _sandbox.Remote, clone);
        await new IndexSquash(index, null, NullLogger<IndexSquash>.Instance).RunAsync(RemoteSandbox.Cancellation);
        await CommitAsync(index, "ti/de/tide", "2\n");

        _sandbox.Run("-C", clone, "fetch", "--quiet", "--no-tags", "--force", _sandbox.Remote, "+HEAD:refs/remotes/origin/HEAD");

        Assert.Equal("2\n", _sandbox.Run("-C", clone, "cat-file", "blob", "refs/remotes/origin/HEAD:ti/de/tide"));
    }

    [Fact]
    public async Task Squashes_beside_eight_local_writers_lose_no_crate()
    {
        using var seeding = Open();
        await SeedAsync(seeding);

        var squashed = await RunAsync(
            async (writer, number) =>
            {
                using var index = Open();
                var local = new GitIndexWriter(index, null, new(new(() => new Uri("http://127.0.0.1")), false), TimeProvider.System);
                await MirrorWorker.UntilTakenAsync(() => local.WriteAsync(
                    (_, _) => Task.FromResult(new IndexContent([new IndexFile(Name(writer, number), "1\n"u8.ToArray())], "Write\n", [])),
                    RemoteSandbox.Cancellation));
            },
            () => new IndexSquash(seeding, null, NullLogger<IndexSquash>.Instance));

        AssertAllIsThere(squashed);
    }

    [Fact]
    public async Task Squashes_of_a_remote_beside_eight_writers_lose_no_crate()
    {
        var squashing = _sandbox.Start("squashing");
        await squashing.WriteAsync("se/ed/seed", "1\n");
        var workers = Enumerable.Range(0, Writers).Select(writer => _sandbox.Start($"worker-{writer % 2}")).ToArray();

        var squashed = await RunAsync(
            (writer, number) => MirrorWorker.UntilTakenAsync(() => workers[writer].WriteAsync(Name(writer, number), "1\n")),
            () => squashing.Squash);

        AssertAllIsThere(squashed);
        Assert.Equal(squashed.Count, _sandbox.Git("for-each-ref", "refs/heads/snapshot-*").Split('\n').Length - 1);
    }

    [Fact]
    public async Task A_remote_that_takes_a_publish_in_between_is_squashed_with_it()
    {
        var done = false;
        var worker = _sandbox.Start(wrap: inner => new Intercepted(inner, () =>
        {
            if (done || _sandbox.Read("ti/de/tide") is null)
                return;
            _sandbox.CommitAsSomebodyElse("la/te/late", "1\n");
            done = true;
        }));
        await worker.WriteAsync("ti/de/tide", "1\n");

        var squashed = await worker.Squash.RunAsync(RemoteSandbox.Cancellation);

        Assert.True(done);
        Assert.Equal("1\n", _sandbox.Read("la/te/late"));
        Assert.Equal("1\n", _sandbox.Git("rev-list", "--count", "master"));
        Assert.Equal("3\n", _sandbox.Git("rev-list", "--count", squashed!.Snapshot));
        Assert.Equal((squashed.NewHead, squashed.NewHead), (_sandbox.RemoteHead, worker.Repository.Head));
    }

    [Fact]
    public async Task A_remote_that_refuses_a_squash_keeps_its_branches()
    {
        var worker = _sandbox.Start();
        await worker.WriteAsync("ti/de/tide", "1\n");
        var before = _sandbox.Git("for-each-ref");
        _sandbox.Git("config", "receive.denyNonFastForwards", "true");

        var error = await Assert.ThrowsAsync<RemoteRefusedException>(() => worker.Squash.RunAsync(RemoteSandbox.Cancellation));

        Assert.Contains("non-fast-forward", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _sandbox.Git("for-each-ref"));
    }

    public void Dispose() => _sandbox.Dispose();

    private IndexRepository Open() => new(_sandbox.Remote, new GitIndexOptions(), TimeProvider.System, NullLogger<IndexRepository>.Instance);

    private static Task SeedAsync(IndexRepository index) => index.EnsureSeededAsync(Sandbox.Config, RemoteSandbox.Cancellation);

    private static Task<IndexCommit> CommitAsync(IndexRepository index, string path, string content) =>
        index.CommitAsync(index.Head, [new IndexFile(path, Encoding.UTF8.GetBytes(content))], "Write\n", RemoteSandbox.Cancellation);

    private static string Name(int writer, int number) => string.Create(CultureInfo.InvariantCulture, $"sq/ua/squash-{writer}-{number}");

    private static async Task<List<SquashedIndex>> RunAsync(Func<int, int, Task> write, Func<IndexSquash> squash)
    {
        var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < CommitsEach; number++)
                await write(writer, number);
        })).ToList();
        var squashed = new List<SquashedIndex>();
        while (squashed.Count < Squashes || !writing.TrueForAll(task => task.IsCompleted))
        {
            try
            {
                if (await squash().RunAsync(RemoteSandbox.Cancellation) is { } one)
                    squashed.Add(one);
                else if (writing.TrueForAll(task => task.IsCompleted))
                    break;
            }
            catch (Exception moved) when (moved is RemoteMovedException or IndexHeadMovedException)
            {
                // Writers came between each time, which a job would make up for later.
            }
        }

        await Task.WhenAll(writing);
        return squashed;
    }

    private void AssertAllIsThere(List<SquashedIndex> squashed)
    {
        Assert.NotEmpty(squashed);
        Assert.Equal(squashed.Count, squashed.Select(one => one.Snapshot).Distinct().Count());
        for (var writer = 0; writer < Writers; writer++)
        {
            for (var number = 0; number < CommitsEach; number++)
                Assert.Equal("1\n", _sandbox.Read(Name(writer, number)));
        }

        Assert.All(squashed, one => Assert.Equal(one.OldHead, _sandbox.Git("rev-parse", one.Snapshot).Trim()));
        _sandbox.AssertSound();
    }
}
