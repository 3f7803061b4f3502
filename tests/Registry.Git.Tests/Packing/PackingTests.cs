using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;
using Xunit;

namespace Registry.Git.Tests.Packing;

public sealed class PackingTests : IDisposable
{
    private const string Abandoned = "objects/pack/tmp_pack_abandoned";

    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task Loose_objects_and_small_packs_become_one_with_a_bitmap_and_a_graph()
    {
        var index = await _sandbox.SeedAsync();
        for (var i = 0; i < 10; i++)
            await CommitAsync(index, i, files: i % 2 == 0 ? 1 : 20);
        var before = index.ReadAll().ToDictionary(file => file.Path, file => Convert.ToHexString(file.Content!));

        var told = new List<string>();
        var report = await Packing(index).RunAsync(
            full: false,
            phase =>
            {
                told.Add(phase);
                return Task.CompletedTask;
            },
            Sandbox.Cancellation);

        Assert.Equal(["Packing everything", "Dropping what has not been used for a day", "Writing the graph of the commits"], told);
        Assert.True(report is { Full: true, Before.Loose: > 20, Before.Packs: 5, After: { Loose: 0, Packs: 1 } }, report?.ToString());
        Assert.Single(Directory.GetFiles(Objects("pack"), "*.bitmap"));
        Assert.True(File.Exists(Objects("info/commit-graph")));
        Assert.Equal(before, index.ReadAll().ToDictionary(file => file.Path, file => Convert.ToHexString(file.Content!)));
        await CommitAsync(index, 11, files: 1);
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task Once_all_is_packed_only_what_is_new_is()
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, 0, files: 500);
        await PackAsync(index);
        var large = Assert.Single(Directory.GetFiles(Objects("pack"), "*.pack"));
        await CommitAsync(index, 1, files: 1);
        await CommitAsync(index, 2, files: 10);

        var report = await PackAsync(index);

        Assert.True(report is { Full: false, After: { Loose: 0, Packs: <= 3 } }, report?.ToString());
        Assert.True(File.Exists(large));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task There_is_a_need_after_many_commits_and_none_after_packing()
    {
        var index = await _sandbox.SeedAsync();
        var packing = Packing(index);
        Assert.False(packing.IsDue);

        for (var i = 0; !packing.IsDue; i++)
        {
            Assert.True(i < 100, "a hundred packs are no need");
            await CommitAsync(index, i, files: 5);
        }

        await PackAsync(index);
        Assert.False(packing.IsDue);
    }

    [Fact]
    public async Task Many_loose_objects_are_a_need_too()
    {
        var index = await _sandbox.SeedAsync();
        var directory = Directory.CreateDirectory(Objects("17")).FullName;
        for (var i = 0; i < 21; i++)
            await File.WriteAllBytesAsync(Path.Combine(directory, $"{i:x38}"), [], Sandbox.Cancellation);

        Assert.True(Packing(index).IsDue);
    }

    [Fact]
    public async Task A_writers_objects_that_no_branch_names_yet_are_kept()
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, 0, files: 20);
        var head = index.Head;
        await CommitAsync(index, 1, files: 20);
        var unnamed = index.Head;
        _sandbox.Git("update-ref", "refs/heads/master", head);

        await PackAsync(index, full: true);

        _sandbox.Git("update-ref", "refs/heads/master", unnamed);
        Assert.Equal("0 1\n", Encoding.UTF8.GetString(index.Read("pa/ck/pack-0")!));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task What_killed_processes_left_is_removed_once_it_is_old()
    {
        var index = await _sandbox.SeedAsync();
        string[] left = ["objects/tmp_object_git2_a", "objects/pack/.tmp-7-pack-b", Abandoned, "objects/pack/pack-0123.pack", "objects/info/commit-graph.lock"];
        Directory.CreateDirectory(Objects("pack"));
        Directory.CreateDirectory(Objects("info"));
        foreach (var file in left)
        {
            await File.WriteAllTextAsync(Path.Combine(_sandbox.Path, file), "", Sandbox.Cancellation);
            File.SetLastWriteTimeUtc(Path.Combine(_sandbox.Path, file), TimeProvider.System.GetUtcNow().AddDays(-2).UtcDateTime);
        }

        var young = Objects("pack/tmp_pack_young");
        await File.WriteAllTextAsync(young, "", Sandbox.Cancellation);

        var unfinished = Objects("pack/.tmp-8-pack-c.idx");
        await File.WriteAllTextAsync(unfinished, "", Sandbox.Cancellation);

        await PackAsync(index);

        Assert.False(File.Exists(unfinished));
        Assert.DoesNotContain(left, file => File.Exists(Path.Combine(_sandbox.Path, file)));
        Assert.True(File.Exists(young));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pack_that_a_killed_process_left_without_its_index_does_not_keep_later_ones_from_packing(bool full)
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, 0, files: 20);
        await PackAsync(index);
        await CommitAsync(index, 1, files: 40);
        var pack = Directory.GetFiles(Objects("pack"), "*.pack").OrderByDescending(File.GetLastWriteTimeUtc).First();
        File.Delete(Path.ChangeExtension(pack, ".idx"));

        Assert.NotNull(await PackAsync(index, full));

        _sandbox.AssertSound();
    }

    [Fact]
    public async Task Two_do_not_pack_at_once()
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, 0, files: 20);
        using (File.Open(Path.Combine(_sandbox.Path, "registry-packing"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None))
            Assert.Null(await PackAsync(index));

        Assert.NotNull(await PackAsync(index));
    }

    [Fact]
    public async Task Packing_fails_with_the_words_of_git()
    {
        var index = await _sandbox.SeedAsync();
        Directory.CreateDirectory(Objects("pack"));
        await CommitAsync(index, 0, files: 20);
        var pack = Directory.GetFiles(Objects("pack"), "*.pack").Single();
        File.Delete(pack);
        File.Delete(Path.ChangeExtension(pack, ".idx"));

        var error = await Assert.ThrowsAsync<IOException>(() => PackAsync(index));

        Assert.Contains("git repack ended with", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();

    private static IndexPacking Packing(IndexRepository index) => new(index, TimeProvider.System, NullLogger<IndexPacking>.Instance);

    private static Task<PackingReport?> PackAsync(IndexRepository index, bool full = false) => Packing(index).RunAsync(full, Sandbox.Cancellation);

    private static Task<IndexCommit> CommitAsync(IndexRepository index, int round, int files) => index.CommitAsync(
        index.Head,
        [.. Enumerable.Range(0, files).Select(n => new IndexFile($"pa/ck/pack-{n}", Encoding.UTF8.GetBytes($"{n} {round}\n")))],
        "Change\n",
        Sandbox.Cancellation);

    private string Objects(string path) => Path.Combine(_sandbox.Path, "objects", path);
}
