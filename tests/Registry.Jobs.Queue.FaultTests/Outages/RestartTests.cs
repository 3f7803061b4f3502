using Registry.Jobs.Queue.FaultTests.History;

namespace Registry.Jobs.Queue.FaultTests.Outages;

/// <summary>The server goes away and comes back, again and again, while jobs are run by several processes.</summary>
public sealed class RestartTests(PostgresFixture postgres) : ClusterTest(postgres)
{
    private static readonly int Rounds = Soak.Or(2, 20);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_job_is_lost_and_none_is_done_twice(bool crash)
    {
        const int AtOnce = 500;
        foreach (var name in new[] { "one", "two" })
            StartProcess(Orders with { Name = name });

        for (var round = 1; round <= Rounds; round++)
        {
            await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, AtOnce).Select(number => new Errand($"{round}", number, Deeds.SayAndWrite))]);
            await Wait.UntilAsync(
                async () => await CountJobsAsync() <= AtOnce - Random.Shared.Next(1, AtOnce / 2), Patience, "some jobs to be done");
            await (crash ? Cluster.CrashAsync() : Cluster.StopAsync());
            await Cluster.StartAgainAsync(Cancelled);
            await NoJobIsLeftAsync();
        }

        var events = await new Diary(Database).ReadAsync(Cancelled);
        var jobs = Enumerable.Range(1, Rounds).SelectMany(round => Enumerable.Range(1, AtOnce).Select(number => ($"{round}", number)));
        Say($"{events.Count(moment => !moment.IsDone) - Rounds * AtOnce} attempts were cut off.");

        // A handler that the end of its session found at work may say that it begins after another has done its job.
        Assert.Empty(HistoryChecker.WrongWithJobs([.. events.Where(moment => moment.IsDone)], jobs));
    }
}
