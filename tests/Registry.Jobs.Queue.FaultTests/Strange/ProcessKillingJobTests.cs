namespace Registry.Jobs.Queue.FaultTests.Strange;

/// <summary>A job whose handler takes the process with it, which then is started again, as service managers do.</summary>
public sealed class ProcessKillingJobTests(PostgresFixture postgres) : FaultTest(postgres)
{
    [Fact]
    public async Task The_other_jobs_are_done_all_the_same()
    {
        const int Others = 50;
        const int MostDeaths = 10;
        await EnqueueAsync(Kinds.Plain, new Errand("killer", 1, Deeds.EndTheProcess));
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, Others).Select(number => new Errand("other", number, Deeds.Write))]);
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

                return deaths > MostDeaths || await CountJobsAsync() == 1;
            },
            Patience,
            "the other jobs to be done");

        Say($"The process ended {deaths} times.");
        await DoneExactlyOnceAsync(Others);
        Assert.InRange(deaths, 1, MostDeaths);
        Assert.Equal("killer", await QueryAsync<string>("SELECT key FROM background_jobs"));
    }
}
