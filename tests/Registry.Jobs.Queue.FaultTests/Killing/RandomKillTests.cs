using Registry.Jobs.Queue.FaultTests.History;

namespace Registry.Jobs.Queue.FaultTests.Killing;

/// <summary>Many jobs on three processes, of which one is killed now and then. Half of them have ordering keys, and some fail.</summary>
public sealed class RandomKillTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const int Processes = 3;
    private const int Keys = 50;

    private static readonly int Jobs = Soak.Or(5_000, 100_000);

    /// <summary>How many are done between two kills, more or less.</summary>
    private static readonly int Step = Jobs / Soak.Or(6, 40);

    [Fact]
    public async Task No_job_is_lost_and_none_is_done_twice_and_the_order_of_keys_is_kept()
    {
        var errands = Enumerable.Range(0, Jobs).Select(job => new Errand($"{job % Keys}", job / Keys + 1, DeedOf(job))).ToArray();
        foreach (var part in errands.Chunk(1000))
        {
            await EnqueueAsync(Kinds.Ordered, [.. part.Where(HasOrder)]);
            await EnqueueAsync(Kinds.Plain, [.. part.Where(errand => !HasOrder(errand))]);
        }

        var kills = await KillNowAndThenAsync();

        var events = await new Diary(Database).ReadAsync(Cancelled);
        var ordered = errands.Where(HasOrder).Select(errand => errand.Key).ToHashSet(StringComparer.Ordinal);
        var cutOff = events.Count(moment => !moment.IsDone) - Jobs - errands.Count(errand => errand.Deed == Deeds.SayFailOnceAndWrite);
        Say($"{kills} processes were killed, and {cutOff} attempts with them.");
        Assert.Empty(HistoryChecker.WrongWithJobs(events, errands.Select(errand => (errand.Key, errand.Number))));
        Assert.Empty(HistoryChecker.WrongWithOrder([.. events.Where(moment => ordered.Contains(moment.Key))]));
        Assert.Equal(Jobs, await QueryAsync<long>("SELECT count(*) FROM background_job_attempts WHERE outcome = 'done'"));
        Assert.InRange(kills, 2, int.MaxValue);
        Assert.InRange(cutOff, 1, kills * Orders.Workers);
    }

    private static bool HasOrder(Errand errand) => errand.Key[^1] % 2 == 0;

    private static string DeedOf(int job) => job % 97 == 0 ? Deeds.SayFailOnceAndWrite : Deeds.SayAndWrite;

    /// <summary>Until all jobs are done. Who is killed is replaced at once.</summary>
    private async Task<int> KillNowAndThenAsync()
    {
        var started = 0;
        var kills = 0;
        var processes = Enumerable.Range(0, Processes).Select(_ => Next()).ToArray();
        var left = await CountJobsAsync();
        while (left > 0)
        {
            // When it has done some work.
            var atLeast = Math.Min(left, Step / 2 + Random.Shared.Next(Step));
            var before = left;
            await Wait.UntilAsync(
                async () => (left = await CountJobsAsync()) <= before - atLeast, Patience, $"{atLeast} of {before} jobs to be done");
            if (left == 0)
                break;
            var victim = Random.Shared.Next(Processes);
            await processes[victim].KillAsync();
            processes[victim] = Next();
            kills++;
        }

        return kills;

        WorkerProcess Next() => StartProcess(Orders with { Name = $"worker-{++started}" });
    }
}
