using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Registry.App.SparseIndex;
using Xunit;

namespace Registry.App.Tests.SparseIndex;

public sealed class SparseIndexMemoryTests
{
    private const string Path = "ti/de/tide";
    private const int MaxBytes = 1024 * 1024;

    private readonly SparseIndexMemory _memory = new(Options.Create(new SparseIndexOptions { MaxMemoryBytes = MaxBytes }));

    [Fact]
    public async Task A_read_from_before_a_change_is_answered_and_not_held()
    {
        _memory.BeginWatch();
        var old = new TaskCompletionSource<IndexAnswer>();
        var early = _memory.Read(Path, () => old.Task);

        _memory.Hear([new(Path, "2")]);
        var late = _memory.Read(Path, () => Task.FromResult(File(2)));
        Assert.NotSame(early, late);
        Assert.Equal("2", (await late.Answer).Hash);
        old.SetResult(File(1));

        Assert.Equal("1", (await early.Answer).Hash);
        Assert.Equal("2", _memory.Get(Path)!.Hash);
    }

    [Fact]
    public async Task That_there_is_no_such_file_is_forgotten_when_there_is_one()
    {
        _memory.BeginWatch();
        await _memory.Read(Path, () => Task.FromResult(IndexAnswer.Absent())).Answer;
        Assert.Null(_memory.Get(Path)!.Content);

        _memory.Hear([new(Path, "1")]);
        Assert.Null(_memory.Get(Path));
    }

    [Fact]
    public async Task What_is_distrusted_is_replaced_only_by_a_read_that_begins_afterwards()
    {
        _memory.BeginWatch();
        await _memory.Read(Path, () => Task.FromResult(File(1))).Answer;
        var held = _memory.Get(Path)!;
        var refreshed = Assert.Single(_memory.Hear([new(Path, "2")])).Value;
        _memory.Distrust(Path);
        _memory.Replace(Path, refreshed, File(2));
        Assert.Same(held, _memory.Get(Path));
        Assert.True(held.IsDistrusted);

        await _memory.Read(Path, () => Task.FromResult(File(3))).Answer;
        Assert.False(_memory.Get(Path)!.IsDistrusted);
        Assert.Equal("3", _memory.Get(Path)!.Hash);
    }

    [Fact]
    public async Task Nothing_is_added_while_changes_may_be_missed()
    {
        await _memory.Read(Path, () => Task.FromResult(File(1))).Answer;
        Assert.Null(_memory.Get(Path));

        _memory.BeginWatch();
        await _memory.Read(Path, () => Task.FromResult(File(1))).Answer;
        _memory.EndWatch();
        await _memory.Read("mo/on/moon", () => Task.FromResult(File(1))).Answer;
        Assert.NotNull(_memory.Get(Path));
        Assert.Null(_memory.Get("mo/on/moon"));
    }

    [Fact]
    public async Task A_read_that_fails_is_begun_again_by_the_next_who_asks()
    {
        _memory.BeginWatch();
        await Assert.ThrowsAsync<IOException>(() => _memory.Read(Path, () => throw new IOException("away")).Answer);
        await _memory.Read(Path, () => Task.FromResult(File(1))).Answer;
        Assert.NotNull(_memory.Get(Path));
    }

    [Fact]
    public async Task Names_that_nobody_has_cannot_push_out_files_nor_fill_the_memory()
    {
        _memory.BeginWatch();
        await _memory.Read(Path, () => Task.FromResult(File(1))).Answer;
        for (var i = 0; i < 20_000; i++)
            await _memory.Read($"no/su/nosuch{i}", () => Task.FromResult(IndexAnswer.Absent())).Answer;

        Assert.NotNull(_memory.Get(Path));
        Assert.InRange(_memory.Bytes, 0, MaxBytes / 8);
    }

    /// <summary>Writers, readers and the watch at once: at every end the memory says what the table says.</summary>
    [Fact]
    public async Task However_reads_and_changes_interleave_what_is_held_in_the_end_is_what_was_written_last()
    {
        for (var round = 0; round < 300; round++)
        {
            var memory = new SparseIndexMemory(Options.Create(new SparseIndexOptions { MaxMemoryBytes = MaxBytes }));
            memory.BeginWatch();
            var table = 0;
            var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                // The last read of each may begin before the last write and end after it.
                while (Volatile.Read(ref table) < 10)
                {
                    await memory.Read(Path, async () =>
                    {
                        var seen = Volatile.Read(ref table);
                        for (var i = 0; i < 5; i++)
                            await Task.Yield();
                        return seen == 0 ? IndexAnswer.Absent() : File(seen);
                    }).Answer;
                }
            })).ToArray();
            for (var written = 1; written <= 10; written++)
            {
                Volatile.Write(ref table, written);
                await Task.Yield();
                foreach (var (path, held) in memory.Hear([new(Path, $"{written}")]))
                    memory.Replace(path, held, File(Volatile.Read(ref table)));
            }

            await Task.WhenAll(readers);
            if (memory.Get(Path) is { } last)
                Assert.Equal("10", last.Hash);
        }
    }

    private static IndexAnswer File(int number) =>
        IndexAnswer.Of(Encoding.ASCII.GetBytes($"{number}"), number.ToString(CultureInfo.InvariantCulture));
}
