using LibGit2Sharp;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class CutOffObjectTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData("HEAD", 1)]
    [InlineData("HEAD", 4)]
    [InlineData("HEAD", 60)]
    [InlineData("HEAD", 1000)]
    [InlineData("HEAD^{tree}", 1)]
    [InlineData("HEAD^{tree}", 20)]
    [InlineData("HEAD:config.json", 1)]
    [InlineData("HEAD:config.json", 20)]
    public async Task An_object_that_is_cut_off_is_an_error_and_not_waited_for_in_vain(string what, int bytes)
    {
        var index = await _sandbox.SeedAsync();
        var id = _sandbox.Git("rev-parse", what).Trim();
        var file = Path.Combine(_sandbox.Path, "objects", id[..2], id[2..]);
        Assert.NotNull(index.Read("config.json"));
        File.SetAttributes(file, FileAttributes.Normal);
        await using (var stream = File.Open(file, FileMode.Open))
            stream.SetLength(Math.Max(0, stream.Length - bytes));

        var error = await Assert.ThrowsAsync<LibGit2SharpException>(
            () => Task.Run(() => index.Read("config.json"), Sandbox.Cancellation).WaitAsync(Patience, Sandbox.Cancellation));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_cut_off_is_an_error_for_whoever_reads_all_of_the_index_or_writes_into_it()
    {
        var index = await _sandbox.SeedAsync();
        await index.CommitAsync(index.Head, [new IndexFile("ti/de/tide", [1])], "Publish\n", Sandbox.Cancellation);
        var id = _sandbox.Git("rev-parse", "HEAD:ti").Trim();
        var file = Path.Combine(_sandbox.Path, "objects", id[..2], id[2..]);
        File.SetAttributes(file, FileAttributes.Normal);
        await using (var stream = File.Open(file, FileMode.Open))
            stream.SetLength(stream.Length / 2);

        var reading = await Assert.ThrowsAsync<LibGit2SharpException>(
            () => Task.Run(() => index.ReadAll().ToList(), Sandbox.Cancellation).WaitAsync(Patience, Sandbox.Cancellation));
        var writing = await Assert.ThrowsAsync<LibGit2SharpException>(
            () => Task.Run(() => index.CommitAsync(index.Head, [new IndexFile("ti/de/tides", [1])], "Publish\n", Sandbox.Cancellation))
                .WaitAsync(Patience, Sandbox.Cancellation));

        Assert.Contains(file, reading.Message, StringComparison.Ordinal);
        Assert.Contains(file, writing.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();
}
