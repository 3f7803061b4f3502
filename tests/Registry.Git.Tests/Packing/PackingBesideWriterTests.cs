using System.Diagnostics;
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
        var commits = Soak ? 10_000 : 200;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Sandbox.Cancellation);
        var packings = 0;
        var packer = Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; packings++)
                    await packing.RunAsync(full: packings % 3 == 2, Sandbox.Cancellation);
            },
            Sandbox.Cancellation);

        for (var i = 0; i < commits; i++)
        {
            var content = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{i}\n"));
            var files = Enumerable.Range(0, i % 7 == 0 ? 10 : 1).Select(n => new IndexFile($"be/si/beside-{n}", content)).ToList();
            Assert.True((await index.CommitAsync(index.Head, files, "Go on\n", Sandbox.Cancellation)).Changed);
            Assert.Equal(content, reader.Read("be/si/beside-0"));
        }

        await stop.CancelAsync();
        await packer;
        Assert.True(packings > 3, $"there were only {packings} packings beside it");
        Assert.Equal(commits + 1, int.Parse(_sandbox.Git("rev-list", "--count", "HEAD"), System.Globalization.CultureInfo.InvariantCulture));
        _sandbox.AssertSound();
    }

    [Fact]
    public async Task After_many_commits_the_next_one_costs_what_the_first_did()
    {
        var index = await _sandbox.SeedAsync();
        var packing = new IndexPacking(index, TimeProvider.System, NullLogger<IndexPacking>.Instance);
        var part = Soak ? 1000 : 200;
        var parts = Soak ? 100 : 5;
        var medians = new List<TimeSpan>();
        for (var i = 0; i < parts; i++)
        {
            var times = new List<TimeSpan>();
            for (var n = 0; n < part; n++)
            {
                var clock = Stopwatch.StartNew();
                var file = new IndexFile(FormattableString.Invariant($"lo/ng/long-{n % 100}"), Encoding.UTF8.GetBytes(FormattableString.Invariant($"{i} {n}\n")));
                await index.CommitAsync(index.Head, [file], "Go on\n", Sandbox.Cancellation);
                times.Add(clock.Elapsed);
            }

            medians.Add(times.Order().ElementAt(part / 2));
            if (packing.IsDue)
                await packing.RunAsync(full: false, Sandbox.Cancellation);
        }

        // A rough look that a busy machine does not fail; the benchmark measures. Without packing the number of files grows for ever.
        Assert.True(medians[^1] < medians[0] * 4, $"the medians are {string.Join(", ", medians.Select(median => median.TotalMilliseconds))}");
        Assert.True(ObjectStore.Of(_sandbox.Path).Loose < 7000);
    }

    public void Dispose() => _sandbox.Dispose();
}
