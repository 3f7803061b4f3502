namespace Registry.Jobs.Queue.FaultTests.Strange;

/// <summary>A job whose handler takes the process with it, which then is started again, as service managers do.</summary>
public sealed class ProcessKillingJobTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const string Killer = "killer";
    private const int Others = 200;
    private const int MostDeaths = 12;

    private const string Losses = "SELECT count(*) FROM background_job_attempts WHERE outcome = 'lost'";
    private const string LossesOfOthers = "SELECT count(*) FROM background_job_attempts WHERE outcome = 'lost' AND key <> 'killer'";

    private const string ShortestPause = """
        SELECT min(finished_at - before) FROM (
            SELECT finished_at, lag(finished_at) OVER (ORDER BY id) AS before FROM background_job_attempts WHERE outcome = 'lost') pauses
        """;

    [Fact]
    public async Task The_others_are_done_and_it_comes_back_later_and_alone()
    {
        await EnqueueAsync(Kinds.Punctual, new Errand(Killer, 1, Deeds.EndTheProcess));
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, Others).Select(number => new Errand("other", number, Deeds.SayAndWrite))]);
        var process = StartProcess(Orders);
        var deaths = 0;

        await Wait.UntilAsync(
            async () =>
            {
                if (process.HasExited)
                {
                    deaths++;
                    process = StartProcess(Orders);
                }

                return deaths > MostDeaths || (await CountJobsAsync() == 1 && await QueryAsync<long>(Losses) >= 3);
            },
            Patience,
            "the other jobs to be done, and the one to be counted");

        Say($"The process ended {deaths} times.");
        await DoneExactlyOnceAsync(Others);
        Assert.InRange(deaths, 3, MostDeaths);
        Assert.Equal(Killer, await QueryAsync<string>("SELECT key FROM background_jobs"));
        Assert.Equal(0, await QueryAsync<long>(LossesOfOthers));
        Assert.InRange(await QueryAsync<TimeSpan>(ShortestPause), TimeSpan.FromSeconds(1.9), Patience);
    }
}
