using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;
using Xunit;

namespace Registry.Git.Tests.Packing;

public sealed class PackingBesideWriterTests : IDisposable
{
    /// <summary><c>script/test --soak</c> takes longer.</summary>
    private static readonly bool Soak = Environment.GetEnvironmentVariable("REGISTRY_SOAK") == "1";

    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task Writers_and_readers_do_not_notice_that_somebody_packs_all_the_time()
    {
        var index = await _sandbox.SeedAsync();
        var reader = _sandbox.Open();
        var packing = new IndexPacking(_sandbox.Open(), TimeProvider.System, NullLogger<IndexPacking>.Instance);
        var (atLeast, commits) = (Soak ? 10_000 : 200, 0);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Sandbox.Cancellation);
        var packings = 0;
        var packer = Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; packings++)
                    await packing.RunAsync(full: packings % 3 == 2, Sandbox.Cancellation);
            },
            Sandbox.Cancellation);

        // Packing gives way to all else, and so it may be slow.
        for (; commits < atLeast || packings < 4; commits++)
        {
            var content = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{commits}\n"));
            var files = Enumerable.Range(0, commits % 7 == 0 ? 10 : 1).Select(n => new IndexFile($"be/si/beside-{n}", content)).ToList();
            Assert.True((await index.CommitAsync(index.Head, files, "Go on\n", Sandbox.Cancellation)).Changed);
            Assert.Equal(content, reader.Read("be/si/beside-0"));
        }

        await stop.CancelAsync();
        await packer;
        Assert.Equal(commits + 1, int.Parse(_sandbox.Git("rev-list", "--count", "HEAD"), System.Globalization.CultureInfo.InvariantCulture));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task However_many_commits_are_made_few_objects_are_loose()
    {
        var index = await _sandbox.SeedAsync();
        var packing = new IndexPacking(index, TimeProvider.System, NullLogger<IndexPacking>.Instance);
        var commits = Soak ? 100_000 : 2500;
        for (var i = 1; i <= commits; i++)
        {
            var file = new IndexFile(FormattableString.Invariant($"lo/ng/long-{i % 100}"), Encoding.UTF8.GetBytes(FormattableString.Invariant($"{i}\n")));
            await index.CommitAsync(index.Head, [file], "Go on\n", Sandbox.Cancellation);
            if (i % 100 == 0 && packing.IsDue)
                await packing.RunAsync(full: false, Sandbox.Cancellation);
        }

        Assert.InRange(ObjectStore.Of(_sandbox.Path).Loose, 0, 7000);
    }

    public void Dispose() => _sandbox.Dispose();
}
