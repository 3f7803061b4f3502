using System.Globalization;
using System.Text;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public enum Plumbing
{
    Native,
    Managed,
}

public sealed class CommitTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [Theory, BothPlumbings]
    public async Task One_file_makes_one_commit_that_git_reads_back(Plumbing plumbing)
    {
        var index = await SeedAsync(plumbing);
        var seeded = index.Head;

        var commit = await CommitAsync(index, ("ti/de/tide-tables", "{\"name\":\"tide-tables\"}\n"));

        Assert.True(commit.Changed);
        Assert.Equal(index.Head, commit.Id);
        Assert.Equal($"{commit.Id}\n{seeded}\n", _sandbox.Git("rev-list", "HEAD"));
        Assert.Equal("{\"name\":\"tide-tables\"}\n", _sandbox.Git("show", "HEAD:ti/de/tide-tables"));
        Assert.StartsWith("100644 blob", _sandbox.Git("ls-tree", "HEAD", "ti/de/tide-tables"), StringComparison.Ordinal);
        _sandbox.AssertSound();
    }

    [Theory, BothPlumbings]
    public async Task Many_files_in_old_and_new_directories_share_one_commit(Plumbing plumbing)
    {
        var index = await SeedAsync(plumbing);
        await CommitAsync(index, ("ab/cd/abcd", "1\n"), ("ab/cd/abcdef", "1\n"), ("3/a/abc", "1\n"));

        await CommitAsync(
            index, ("ab/cd/abcd", "2\n"), ("ab/cd/abcde", "1\n"), ("ab/ce/abce", "1\n"), ("xy/zz/xyzz", "1\n"),
            ("1/a", "1\n"), ("2/ab", "1\n"));

        Assert.Equal("3\n", _sandbox.Git("rev-list", "--count", "HEAD"));
        Assert.Equal(
            [
                "1/a=1", "2/ab=1", "3/a/abc=1", "ab/cd/abcd=2", "ab/cd/abcde=1", "ab/cd/abcdef=1", "ab/ce/abce=1",
                "config.json", "xy/zz/xyzz=1",
            ],
            Listing(index));
        Assert.Equal(
            string.Concat(index.ReadAll().Select(file => file.Path + "\n")),
            _sandbox.Git("ls-tree", "-r", "--name-only", "HEAD"));
        _sandbox.AssertSound();
    }

    [Theory, BothPlumbings]
    public async Task Deleting_the_last_file_of_a_directory_leaves_no_empty_directory(Plumbing plumbing)
    {
        var index = await SeedAsync(plumbing);
        await CommitAsync(index, ("ab/cd/abcd", "1\n"), ("ab/ce/abce", "1\n"), ("3/a/abc", "1\n"));

        await CommitAsync(index, ("ab/cd/abcd", null), ("3/a/abc", null));

        Assert.Equal(["ab/ce/abce=1", "config.json"], Listing(index));
        Assert.Equal("ab\nab/ce\n", _sandbox.Git("ls-tree", "-r", "-d", "--name-only", "HEAD"));
        _sandbox.AssertSound();
    }

    [Theory, BothPlumbings]
    public async Task What_is_there_already_makes_no_commit(Plumbing plumbing)
    {
        var index = await SeedAsync(plumbing);
        var first = await CommitAsync(index, ("ab/cd/abcd", "1\n"));

        var again = await CommitAsync(index, ("ab/cd/abcd", "1\n"), ("no/tt/nottthere", null), ("ab/cd/neither", null));
        var nothing = await CommitAsync(index);

        Assert.Equal(first with { Changed = false }, again);
        Assert.Equal(first with { Changed = false }, nothing);
        Assert.Equal(first.Id, index.Head);
    }

    [Theory, BothPlumbings]
    public async Task A_head_that_is_no_longer_current_is_refused_even_when_nothing_would_change(Plumbing plumbing)
    {
        var index = await SeedAsync(plumbing);
        var old = index.Head;
        var current = await CommitAsync(index, ("ab/cd/abcd", "new\n"));

        foreach (var files in (IndexFile[][])[[File("ab/cd/abcd", "old\n")], [File("ab/cd/abcd", null)], []])
            await Assert.ThrowsAsync<IndexHeadMovedException>(() => index.CommitAsync(old, files, "Late\n", Sandbox.Cancellation));

        Assert.Equal(current.Id, index.Head);
    }

    [Theory, BothPlumbings]
    public async Task An_update_writes_no_more_than_the_file_its_directories_and_the_commit(Plumbing plumbing)
    {
        var index = await SeedAsync(plumbing);
        var files = Enumerable.Range(0, 300)
            .Select(n => File(string.Create(CultureInfo.InvariantCulture, $"{n % 20:00}/{n % 30:00}/{n:000}-crate"), "1\n"));
        await index.CommitAsync(index.Head, [.. files], "Add files\n", Sandbox.Cancellation);
        var before = ObjectCount();

        await CommitAsync(index, ("07/07/007-crate", "2\n"));

        Assert.Equal(before + 5, ObjectCount());
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_path_that_is_given_twice_is_refused()
    {
        var index = await SeedAsync(Plumbing.Native);

        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(index, ("ab/cd/abcd", "1\n"), ("ab/cd/abcd", "2\n")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("ab//abcd")]
    [InlineData(".git/config")]
    [InlineData("")]
    public async Task A_path_that_git_does_not_take_is_refused_and_changes_nothing(string path)
    {
        var index = await SeedAsync(Plumbing.Native);
        var head = index.Head;

        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(index, (path, "1\n")));

        Assert.Equal(head, index.Head);
    }

    [Fact]
    public async Task Bytes_come_back_as_they_went_in()
    {
        var index = await SeedAsync(Plumbing.Native);
        byte[] content = [0, 13, 10, 255, 10, 13, 0];

        IndexFile[] files = [new("by/te/bytes", content), new("em/pt/empty", [])];
        await index.CommitAsync(index.Head, files, "Bytes\n", Sandbox.Cancellation);

        Assert.Equal(content, index.Read("by/te/bytes"));
        Assert.Equal([], index.Read("em/pt/empty")!);
        Assert.Null(index.Read("no/tt/there"));
        Assert.Null(index.Read("by/te"));
    }

    [Fact]
    public async Task A_branch_that_was_packed_away_is_still_found_and_moved()
    {
        var index = await SeedAsync(Plumbing.Native);
        await CommitAsync(index, ("ab/cd/abcd", "1\n"));
        _sandbox.Git("pack-refs", "--all");
        _sandbox.Git("repack", "-a", "-d", "-q");

        var commit = await CommitAsync(index, ("ab/cd/abcd", "2\n"));

        Assert.Equal(commit.Id + "\n", _sandbox.Git("rev-parse", "HEAD"));
        _sandbox.AssertSound();
    }

    public void Dispose() => _sandbox.Dispose();

    private Task<IndexRepository> SeedAsync(Plumbing plumbing) =>
        _sandbox.SeedAsync(plumbing == Plumbing.Native ? new Libgit2Plumbing() : new ManagedPlumbing());

    private static Task<IndexCommit> CommitAsync(IndexRepository index, params (string Path, string? Content)[] files) =>
        index.CommitAsync(index.Head, [.. files.Select(file => File(file.Path, file.Content))], "Change files\n", Sandbox.Cancellation);

    private static IndexFile File(string path, string? content) => new(path, content is null ? null : Encoding.UTF8.GetBytes(content));

    private static IEnumerable<string> Listing(IndexRepository index) => index.ReadAll()
        .Select(file => file.Path == "config.json" ? file.Path : $"{file.Path}={Encoding.UTF8.GetString(file.Content!).Trim()}");

    private int ObjectCount() =>
        _sandbox.Git("cat-file", "--batch-all-objects", "--batch-check").Count(character => character == '\n');
}
