using Registry.Jobs.Index.Git;
using Xunit;

namespace Registry.Git.Tests;

public sealed class KillTests : IDisposable
{
    private const int Kills = 10;

    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task A_writer_that_is_killed_loses_no_acknowledged_commit_and_leaves_nothing_to_mend_by_hand()
    {
        var index = await _sandbox.SeedAsync();
        var acknowledged = new List<string>();
        for (var kill = 1; kill <= Kills; kill++)
        {
            using var writer = CommittingProcess.Start(_sandbox.Path);
            // A different number of commits each time, so that the kill falls into different steps of the next one.
            for (var line = 0; line < kill * 3; line++)
            {
                var id = await writer.StandardOutput.ReadLineAsync(Sandbox.Cancellation);
                Assert.True(id is not null, "the writer ended by itself");
                acknowledged.Add(id);
            }

            writer.Kill();
            var rest = await writer.StandardOutput.ReadToEndAsync(Sandbox.Cancellation);
            acknowledged.AddRange(rest.Split('\n').Where(line => line.Length == 40));
            await writer.WaitForExitAsync(Sandbox.Cancellation);
        }

        var chain = _sandbox.Git("rev-list", "HEAD").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.Subset(chain, acknowledged.ToHashSet());
        var after = _sandbox.Open(time: new FastTime());
        Assert.True((await after.CommitAsync(after.Head, [new IndexFile("af/te/after", [1])], "After\n", Sandbox.Cancellation)).Changed);
        Assert.Equal([1], index.Read("af/te/after"));
        _sandbox.AssertSound(leftovers: true);
    }

    public void Dispose() => _sandbox.Dispose();
}
