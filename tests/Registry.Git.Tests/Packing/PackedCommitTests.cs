using System.Globalization;
using System.Text;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests.Packing;

/// <summary>Few files go into loose objects and many into a pack; nobody can tell by the result.</summary>
public sealed class PackedCommitTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData(Libgit2Plumbing.PackFrom - 1, 0)]
    [InlineData(Libgit2Plumbing.PackFrom, 1)]
    [InlineData(500, 1)]
    public async Task Files_become_the_same_commit_whichever_way_they_are_written(int files, int packs)
    {
        var time = new StoppedTime();
        using var other = new Sandbox();
        var managed = other.Open(plumbing: new ManagedPlumbing(), time: time);
        var native = _sandbox.Open(time: time);
        foreach (var index in (IndexRepository[])[managed, native])
        {
            await index.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);
            await index.CommitAsync(index.Head, [.. Files(600, "1\n")], "First\n", Sandbox.Cancellation);
        }

        var before = Packs();
        IndexFile[] wanted = [.. Files(files - 1, "2\n"), new("zz/zz/zzz-new", Encoding.UTF8.GetBytes("1\n"))];
        var expected = await managed.CommitAsync(managed.Head, wanted, "Second — to be the same\n", Sandbox.Cancellation);
        var actual = await native.CommitAsync(native.Head, wanted, "Second — to be the same\n", Sandbox.Cancellation);

        Assert.Equal(expected, actual);
        Assert.Equal(packs, Packs() - before);
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task Random_edits_come_to_the_same_tree_as_by_LibGit2Sharp()
    {
        using var other = new Sandbox();
        var time = new StoppedTime();
        var managed = other.Open(plumbing: new ManagedPlumbing(), time: time);
        var native = _sandbox.Open(time: time);
        await managed.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);
        await native.EnsureSeededAsync(Sandbox.Config, Sandbox.Cancellation);
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            // Names where the order of a directory and of a file of the same beginning differ: `a-b`, `a/`, `a0`.
            var files = Enumerable.Range(0, random.Next(1, 14))
                .Select(_ => $"{Name(random)}/{Name(random)}/{Name(random)}x").Distinct()
                .Select(path => new IndexFile(path, random.Next(3) == 0 ? null : [(byte)random.Next(3)])).ToList();
            var expected = await managed.CommitAsync(managed.Head, files, "Round\n", Sandbox.Cancellation);
            Assert.Equal(expected, await native.CommitAsync(native.Head, files, "Round\n", Sandbox.Cancellation));
        }

        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_batch_that_changes_nothing_leaves_no_file_behind()
    {
        var index = await _sandbox.SeedAsync();
        IndexFile[] files = [.. Files(50, "1\n")];
        await index.CommitAsync(index.Head, files, "First\n", Sandbox.Cancellation);
        var before = Listing();

        Assert.False((await index.CommitAsync(index.Head, files, "Again\n", Sandbox.Cancellation)).Changed);

        Assert.Equal(before, Listing());
    }

    [Fact]
    public async Task A_file_where_a_directory_is_is_refused_and_leaves_no_file_behind()
    {
        var index = await _sandbox.SeedAsync();
        await index.CommitAsync(index.Head, [.. Files(50, "1\n")], "First\n", Sandbox.Cancellation);
        var (before, head) = (Listing(), index.Head);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => index.CommitAsync(head, [.. Files(20, "2\n"), new("ab/01", [1])], "Both\n", Sandbox.Cancellation));

        Assert.Equal((before, head), (Listing(), index.Head));
    }

    [Fact]
    public async Task Large_files_and_many_in_one_directory_are_read_back()
    {
        var index = await _sandbox.SeedAsync();
        var large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        IndexFile[] files =
        [
            new("la/rg/large", large), new("em/pt/empty", []),
            .. Enumerable.Range(0, 5000).Select(number => new IndexFile(FormattableString.Invariant($"aa/aa/aaaa{number}"), [1])),
        ];

        await index.CommitAsync(index.Head, files, "All\n", Sandbox.Cancellation);

        Assert.Equal(large, index.Read("la/rg/large"));
        Assert.Equal([], index.Read("em/pt/empty")!);
        Assert.Equal(files.Length + 1, index.ReadAll().Count());
        _sandbox.AssertSound();
    }

    public void Dispose() => _sandbox.Dispose();

    private static IEnumerable<IndexFile> Files(int count, string content) => Enumerable.Range(0, count).Select(number => new IndexFile(
        string.Create(CultureInfo.InvariantCulture, $"ab/{number % 20:00}/abc-{number}"), Encoding.UTF8.GetBytes($"{number} {content}")));

    private static string Name(Random random) => ((string[])["a", "a-b", "a0", "ab", "b"])[random.Next(5)];

    private int Packs() => Directory.GetFiles(Path.Combine(_sandbox.Path, "objects", "pack"), "*.pack").Length;

    private string Listing() => string.Join('\n', Directory.GetFiles(_sandbox.Path, "*", SearchOption.AllDirectories).Order());

    private sealed class StoppedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50);
    }
}
