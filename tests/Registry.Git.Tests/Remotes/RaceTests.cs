using System.Globalization;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class RaceTests : IDisposable
{
    private const int CommitsEach = 40;

    private readonly RemoteSandbox _sandbox = new();

    [Fact]
    public async Task Two_workers_with_mirrors_of_their_own_lose_nothing_to_each_other()
    {
        await _sandbox.Start("seeding").WriteAsync("co/mm/common", "0\n");
        using var gate = new Barrier(2);

        var commits = await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => Task.Run(() => WriteAsync(worker, gate))));

        var chain = _sandbox.Git("rev-list", "master").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2 * CommitsEach) + 2, chain.Length);
        Assert.Subset(chain.ToHashSet(), commits.SelectMany(ofWorker => ofWorker.Commits).ToHashSet());
        Assert.True(commits.Sum(ofWorker => ofWorker.Pushes) > 2 * CommitsEach, "the workers never met, so nothing was tried");
        for (var worker = 0; worker < 2; worker++)
        {
            for (var number = 0; number < CommitsEach; number++)
                Assert.Equal("1\n", _sandbox.Read(Name(worker, number)));
        }

        _sandbox.AssertSound();
    }

    [Fact]
    public async Task A_worker_that_another_one_overtakes_while_it_seeds_an_empty_remote_goes_on_from_what_that_one_wrote()
    {
        var overtaken = false;
        var slow = _sandbox.Start("slow", wrap: inner => new Intercepted(inner, before: Overtake));

        await slow.WriteAsync("la/te/later", "2\n");

        Assert.True(overtaken, "the other one never wrote, so nothing was tried");
        Assert.Equal(("1\n", "2\n"), (_sandbox.Read("fi/rs/first"), _sandbox.Read("la/te/later")));
        Assert.Equal(3, _sandbox.Git("rev-list", "master").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        _sandbox.AssertSound();

        void Overtake()
        {
            if (!overtaken)
                _sandbox.Start("quick").WriteAsync("fi/rs/first", "1\n").GetAwaiter().GetResult();
            overtaken = true;
        }
    }

    public void Dispose() => _sandbox.Dispose();

    private async Task<(List<string> Commits, int Pushes)> WriteAsync(int number, Barrier gate)
    {
        Intercepted? remote = null;
        var worker = _sandbox.Start($"worker-{number}", wrap: inner => remote = new Intercepted(inner));
        var database = new Dictionary<string, string>();
        Assert.True(await worker.Writer.IsReadyAsync(TimeSpan.FromSeconds(30), RemoteSandbox.Cancellation));
        gate.SignalAndWait(RemoteSandbox.Cancellation);
        var commits = new List<string>();
        for (var at = 0; at < CommitsEach; at++)
        {
            database[Name(number, at)] = "1\n";
            var commit = await MirrorWorker.UntilTakenAsync(() => worker.WriteAsync(database, Name(number, at)));
            Assert.True(commit.Changed);
            commits.Add(commit.Id);
        }

        return (commits, remote!.Pushes);
    }

    private static string Name(int worker, int number) => string.Create(CultureInfo.InvariantCulture, $"ra/ce/race-{worker}-{number}");
}
