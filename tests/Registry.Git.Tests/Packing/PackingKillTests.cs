using System.Diagnostics;
using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests.Packing;

/// <summary>kill -9 while commits of one file, commits of many, and packings are under way.</summary>
public sealed class PackingKillTests : IDisposable
{
    private const int Rounds = 25;
    private const int MostTries = 20;

    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task Fifty_kills_lose_no_acknowledged_commit_and_leave_nothing_to_mend_by_hand()
    {
        await _sandbox.SeedAsync();
        var random = new Random(Environment.ProcessId);
        var acknowledged = new HashSet<string>();
        for (var round = 0; round < Rounds; round++)
        {
            using var writer = CommittingProcess.Start(_sandbox.Path, round % 2 == 0 ? 1 : 30);
            using var packer = PackingProcess.Start(_sandbox.Path);
            var first = await writer.StandardOutput.ReadLineAsync(Sandbox.Cancellation);
            Assert.True(first is { Length: 40 }, "the writer ended by itself");
            acknowledged.Add(first);
            await Task.Delay(random.Next(250), Sandbox.Cancellation);
            writer.Kill();
            packer.Kill(entireProcessTree: true);
            foreach (var line in (await writer.StandardOutput.ReadToEndAsync(Sandbox.Cancellation)).Split('\n').Where(line => line.Length == 40))
                acknowledged.Add(line);
            await Task.WhenAll(writer.WaitForExitAsync(Sandbox.Cancellation), packer.WaitForExitAsync(Sandbox.Cancellation));
        }

        var chain = _sandbox.Git("rev-list", "HEAD").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.NotEmpty(acknowledged);
        Assert.Subset(chain, acknowledged);
        _sandbox.AssertSound(leftovers: true);

        var after = _sandbox.Open(time: new FastTime());
        IndexFile[] files = [.. Enumerable.Range(0, 30).Select(n => new IndexFile($"af/te/after-{n}", [1]))];
        Assert.True((await after.CommitAsync(after.Head, files, "After\n", Sandbox.Cancellation)).Changed);
        using var last = PackingProcess.Start(_sandbox.Path);
        await AssertPacksAsync(last);
        last.Kill(entireProcessTree: true);
        await last.WaitForExitAsync(Sandbox.Cancellation);
        _sandbox.AssertSound(leftovers: true);
    }

    /// <summary>A git whose parent was killed may still be at it, and take packs away from under the next one, which then comes again.</summary>
    private static async Task AssertPacksAsync(Process packer)
    {
        var all = new List<string?>();
        do
            all.Add(await packer.StandardOutput.ReadLineAsync(Sandbox.Cancellation));
        while (all[^1] is not "packed" && all.Count < MostTries);
        Assert.True(all[^1] is "packed", string.Join('\n', all));
    }

    public void Dispose() => _sandbox.Dispose();
}
